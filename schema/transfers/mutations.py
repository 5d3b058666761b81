"""Moving stock between locations."""

from uuid import UUID

import strawberry
from strawberry import ID

from domain.transfers import cancelling, drafting, receiving, shipping
from schema.context import Info
from schema.ids import get_id
from schema.inputs import said
from schema.mutation import mutation
from schema.permissions import TRANSFER_STOCK
from schema.transfers import inputs
from schema.transfers.results import (
    CancelStockTransferResult,
    CancelStockTransferSuccess,
    CloseStockTransferResult,
    CloseStockTransferSuccess,
    CreateStockTransferResult,
    CreateStockTransferSuccess,
    ReceiveStockTransferResult,
    ReceiveStockTransferSuccess,
    ShipStockTransferResult,
    ShipStockTransferSuccess,
    UpdateStockTransferResult,
    UpdateStockTransferSuccess,
)
from schema.transfers.types import StockTransfer


@strawberry.type
class TransferMutations:
    @mutation(permission=TRANSFER_STOCK, description="Draft a transfer between two locations.")
    async def create_stock_transfer(
        self, info: Info, input: inputs.CreateStockTransferInput
    ) -> CreateStockTransferResult:
        transfer = await drafting.create_stock_transfer(
            info.context.uow,
            origin_code=input.origin_code,
            destination_code=input.destination_code,
            lines=[line.to_units() for line in input.lines],
            expected_at=input.expected_at,
            note=input.note,
        )
        return CreateStockTransferSuccess(stock_transfer=StockTransfer.from_row(transfer))

    @mutation(
        permission=TRANSFER_STOCK,
        description="Change a draft; of what is on its way, the date and the note.",
    )
    async def update_stock_transfer(
        self, info: Info, input: inputs.UpdateStockTransferInput
    ) -> UpdateStockTransferResult:
        transfer = await drafting.update_stock_transfer(
            info.context.uow,
            stock_transfer_id=_known(input.stock_transfer_id),
            origin_code=input.origin_code,
            destination_code=input.destination_code,
            lines=[line.to_units() for line in input.lines or ()],
            expected_version=input.expected_version,
            **said(expected_at=input.expected_at, note=input.note),
        )
        return UpdateStockTransferSuccess(stock_transfer=StockTransfer.from_row(transfer))

    @mutation(
        permission=TRANSFER_STOCK,
        description="Send a draft off: gone from the origin, expected at the destination.",
    )
    async def ship_stock_transfer(
        self, info: Info, input: inputs.ShipStockTransferInput
    ) -> ShipStockTransferResult:
        transfer = await shipping.ship_stock_transfer(
            info.context.uow,
            stock_transfer_id=_known(input.stock_transfer_id),
            expected_at=input.expected_at,
            use_safety_stock=bool(input.use_safety_stock),
            expected_version=input.expected_version,
        )
        return ShipStockTransferSuccess(stock_transfer=StockTransfer.from_row(transfer))

    @mutation(
        permission=TRANSFER_STOCK,
        description="Take in what arrived: good units, damaged ones, and those that will not come.",
    )
    async def receive_stock_transfer(
        self, info: Info, input: inputs.ReceiveStockTransferInput
    ) -> ReceiveStockTransferResult:
        transfer = await receiving.receive_stock_transfer(
            info.context.uow,
            stock_transfer_id=_known(input.stock_transfer_id),
            lines=[line.to_line(index) for index, line in enumerate(input.lines)],
            accept_over=bool(input.accept_over),
            note=input.note,
        )
        return ReceiveStockTransferSuccess(stock_transfer=StockTransfer.from_row(transfer))

    @mutation(permission=TRANSFER_STOCK, description="Write off what has not arrived, and be done.")
    async def close_stock_transfer(
        self, info: Info, input: inputs.CloseStockTransferInput
    ) -> CloseStockTransferResult:
        transfer = await receiving.close_stock_transfer(
            info.context.uow,
            stock_transfer_id=_known(input.stock_transfer_id),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return CloseStockTransferSuccess(stock_transfer=StockTransfer.from_row(transfer))

    @mutation(
        permission=TRANSFER_STOCK,
        description="Call a transfer off, saying where the goods are if it is on its way.",
    )
    async def cancel_stock_transfer(
        self, info: Info, input: inputs.CancelStockTransferInput
    ) -> CancelStockTransferResult:
        transfer = await cancelling.cancel_stock_transfer(
            info.context.uow,
            stock_transfer_id=_known(input.stock_transfer_id),
            reason=input.reason,
            whereabouts=input.whereabouts,
            expected_version=input.expected_version,
        )
        return CancelStockTransferSuccess(stock_transfer=StockTransfer.from_row(transfer))


def _known(id: ID) -> UUID:
    return get_id(id, "StockTransfer", "stockTransferId")
