"""``waybill import stock``: what became of a file's lines, and where those are that were refused."""

from domain.kernel.config import Settings
from tests.factories.commands import run_command
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.shop import Shop


async def test_valid_lines_are_taken_and_the_others_listed(settings: Settings, shop: Shop) -> None:
    file = settings.data_dir / "stock.csv"
    file.write_text("sku,location,on_hand\nMUG,BER,12\nMUG,MUC,3\nNOPE,BER,1\nTEE,HAM,8\n")
    code, told = await run_command(settings, "import", "stock", str(file))
    assert code == 1
    assert "1 levels opened, 1 changed, 1 were so already, 1 lines refused;" in told
    assert "line 4: There is no product 'NOPE'." in told
    assert (settings.data_dir / "stock-errors.csv").read_text().splitlines() == [
        "line,sku,location,why",
        "4,NOPE,BER,There is no product 'NOPE'.",
    ]
    assert await shop.counters("MUG", "BER") == (12, 0, 0, 0)
    await prove(shop.database)
    file.write_text("sku,location,on_hand\nMUG,BER,12\n")
    code, told = await run_command(settings, "import", "stock", str(file))
    assert (code, "0 lines refused" in told) == (0, True)


async def test_a_file_that_is_none_is_refused_in_a_sentence(settings: Settings, shop: Shop) -> None:
    file = settings.data_dir / "stock.csv"
    file.write_text("colour\nred\n")
    async with unchanged(shop.database):
        code, told = await run_command(settings, "import", "stock", str(file))
    assert (code, told.splitlines()[-1]) == (1, "The file's first line names no column 'sku'.")
