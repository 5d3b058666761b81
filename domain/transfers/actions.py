"""What may be done to a stock transfer now, as the names of verbs in camelCase. Pure."""

from domain.transfers.models import StockTransferStatus as S

_ON_ITS_WAY = (
    "updateStockTransfer",
    "receiveStockTransfer",
    "closeStockTransfer",
    "cancelStockTransfer",
)
ACTIONS: dict[S, tuple[str, ...]] = {
    S.DRAFT: ("updateStockTransfer", "shipStockTransfer", "cancelStockTransfer"),
    S.IN_TRANSIT: _ON_ITS_WAY,
    S.PARTIALLY_RECEIVED: _ON_ITS_WAY,
    # What nobody shipped, or somebody had given up, may still come.
    S.RECEIVED: ("receiveStockTransfer",),
    S.CANCELLED: (),
}
"The verbs that each state does not refuse, in the order of a transfer's life."
