"""What backorders refuse beyond the shared refusals."""

from collections.abc import Sequence
from datetime import datetime

from domain.kernel.errors import DomainError


class PreorderNotDue(DomainError):
    """What was preordered does not leave before its date; `available_on` is when it may."""

    code = "PREORDER_NOT_DUE"

    def __init__(self, sku: str, available_on: datetime, *, path: Sequence[str]) -> None:
        super().__init__(
            f"{sku} is preordered and does not leave before {available_on.isoformat()}.", path=path
        )
        self.sku = sku
        self.available_on = available_on
