"""What orders refuse in words of their own."""

from domain.kernel.errors import IllegalTransition


def on_hold(*, requested: str) -> IllegalTransition:
    """A held order is neither allocated nor shipped."""
    return IllegalTransition(
        subject="The order",
        current="ON_HOLD",
        requested=requested,
        allowed=("releaseOrderHold", "cancelOrder"),
        because="The order is on hold. Release the hold first.",
    )
