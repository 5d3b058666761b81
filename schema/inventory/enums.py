"""The words of inventory that clients choose from."""

from domain.inventory import calendar, models
from schema.enums import show_enum

LocationKind = models.LocationKind
show_enum(
    LocationKind,
    "What a location is.",
    {
        "WAREHOUSE": "Holds stock and ships it.",
        "STORE": "Sells over the counter, and ships.",
        "SUPPLIER": "Somebody else's: what is ordered from there ships to the customer (dropship).",
    },
)
Weekday = calendar.Weekday
show_enum(
    Weekday,
    "A day of the week, on the location's own calendar.",
    {day.name: f"{day.name.title()}." for day in Weekday},
)
UnavailableReason = models.UnavailableReason
show_enum(
    UnavailableReason,
    "Why units lie there and are not for sale.",
    {
        "DAMAGED": "Broken, soiled, expired: not to be sold as they are.",
        "QUALITY_CONTROL": "Kept apart until somebody has looked at them.",
        "HOLD": "Kept from sale because somebody says so: a recall, a dispute, a photo.",
    },
)
