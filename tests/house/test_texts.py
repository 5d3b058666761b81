"""What statements that are written as text say of themselves."""

import pkgutil
from importlib import import_module
from typing import Any

from sqlalchemy import TextualSelect
from sqlalchemy.sql.compiler import SQLCompiler

import domain
from domain.kernel.database import Database


async def test_what_a_text_finds_stands_where_it_says(database: Database) -> None:
    """Its columns are read by their places: two that changed them would have each other's values."""
    texts = {
        f"{module.name}.{name}": statement
        for module in pkgutil.walk_packages(domain.__path__, "domain.")
        for name, statement in vars(import_module(module.name)).items()
        if isinstance(statement, TextualSelect)
    }
    assert "domain.processes.situations._SITUATIONS" in texts
    said, found = {}, {}
    async with database.read() as read:
        connection: Any = (await read.get_raw_connection()).driver_connection
        for name, text in texts.items():
            compiled = text.compile(dialect=read.dialect)
            assert isinstance(compiled, SQLCompiler)
            if compiled._textual_ordered_columns:
                said[name] = [column.keyname for column in compiled._result_columns]
                prepared = await connection.prepare(compiled.string)
                found[name] = [attribute.name for attribute in prepared.get_attributes()]
    assert found == said
