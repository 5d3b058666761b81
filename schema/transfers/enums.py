"""The states of stock transfers, where their goods may be, and what lists of them are sorted by."""

from domain.transfers import models, pages
from schema.enums import show_enum

StockTransferStatus = models.StockTransferStatus
show_enum(
    StockTransferStatus,
    "Where a stock transfer is in its life.",
    {
        "DRAFT": "Being written; nothing has left.",
        "IN_TRANSIT": "Gone from the origin, expected at the destination.",
        "PARTIALLY_RECEIVED": "Some of it is accounted for.",
        "RECEIVED": "All of it is accounted for; what did not arrive is written off.",
        "CANCELLED": "Called off; what was on its way is where `whereabouts` says.",
    },
)
StockTransferWhereabouts = models.Whereabouts
show_enum(
    StockTransferWhereabouts,
    "Where the goods of a stock transfer are that is called off on its way.",
    {
        "AT_ORIGIN": "Back where they came from, and for sale there.",
        "AT_DESTINATION": "There after all, and for sale there.",
        "LOST": "Nowhere; they are written off as short.",
    },
    name="StockTransferWhereabouts",
)
StockTransferDiscrepancyKind = models.DiscrepancyKind
show_enum(
    StockTransferDiscrepancyKind,
    "How what arrived differs in number from what was shipped.",
    {
        "SHORT": "Units that did not arrive, and are not expected any more.",
        "OVER": "Units that arrived although nobody shipped them.",
        "FOUND": "Units that were short, and arrived after all.",
    },
    name="StockTransferDiscrepancyKind",
)
StockTransferSortField = pages.StockTransferSortField
show_enum(
    StockTransferSortField,
    "What stock transfers are sorted by.",
    {
        "CREATED_AT": "When they were drafted.",
        "UPDATED_AT": "When they last changed.",
        "EXPECTED_AT": "When they are to arrive; those without a date come after all others.",
    },
)
