"""What the tables say of themselves is what the migrations make."""

from cli.migrate import newest_revision
from domain.tables import REVISION


def test_the_tables_name_the_newest_migration() -> None:
    assert newest_revision() == REVISION
