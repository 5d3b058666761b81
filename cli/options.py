"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option(help="Where embedded services keep their files. Else WAYBILL_DATA_DIR, or .waybill."),
]
Port = Annotated[int | None, typer.Option(help="The API's port. Else WAYBILL_PORT, or 8000.")]
