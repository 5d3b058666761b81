"""The words of inventory that clients choose from."""

from domain.inventory import models
from schema.enums import show_enum

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
