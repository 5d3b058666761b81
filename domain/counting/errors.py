"""What counting refuses beyond the shared refusals."""

from collections.abc import Sequence

from domain.kernel.errors import DomainError

_NAMED = 10


class RecountNeeded(DomainError):
    """Stock of these SKUs was counted or adjusted after it was entered; `skus` names every one."""

    code = "RECOUNT_NEEDED"

    def __init__(self, skus: Sequence[str]) -> None:
        named = ", ".join(skus[:_NAMED]) + (" and more" if len(skus) > _NAMED else "")
        super().__init__(
            f"Counted or adjusted elsewhere after it was entered here: {named}. Count it again.",
            path=("input", "cycleCountId"),
        )
        self.skus = tuple(skus)
