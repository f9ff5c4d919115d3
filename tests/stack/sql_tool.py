"""Somebody with a SQL tool: a bare connection to a store of either engine, with none of drp's code.

What a test says is SQLite's SQL with `?` for values; on MariaDB it is said in that engine's words. Foreign keys are off
unless wanted, as a SQL tool may have them."""
from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from servers import MariadbServer, pymysql

# The engine said no: to a statement for what it does, and for whatever reason.
Refused = (sqlite3.IntegrityError, pymysql.err.MySQLError)
SqlError = (sqlite3.Error, pymysql.err.MySQLError)

Row = tuple[Any, ...]


class Rows:
    """What a statement gave; read once, as sqlite3's cursor is."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(list(rows))

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> Row:
        return next(self._rows)

    def fetchone(self) -> Row | None:
        return next(self._rows, None)

    def fetchall(self) -> list[Row]:
        return list(self._rows)


class SqlTool:
    def execute(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        raise NotImplementedError

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        for values in rows:
            self.execute(statement, values)

    def script(self, text: str) -> None:
        """Many statements, as they stand in a file."""
        raise NotImplementedError

    def tables(self) -> list[str]:
        raise NotImplementedError

    def attach(self, other: Any) -> str:
        """What stands before the tables of another store of the same engine."""
        raise NotImplementedError

    def fill_from(self, other: Any, leave: Iterable[str] = ("schema_migration",)) -> None:
        """All rows of another store, as far as this one has the tables and columns for them; no rule is asked."""
        place = self.attach(other)
        with self.without_rules():
            for table in set(self.tables()) - set(leave):
                others = set(self.columns(table, place))
                names = ", ".join(f'"{name}"' for name in self.columns(table) if name in others)
                if names:
                    self.execute(f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM {place}."{table}"')

    def columns(self, table: str, place: str = "") -> list[str]:
        """Without those that are computed."""
        raise NotImplementedError

    def triggers(self, table: str | None = None) -> list[tuple[str, str]]:
        """Names, and the statements that make them again."""
        raise NotImplementedError

    def without_rules(self, table: str | None = None) -> AbstractContextManager[None]:
        """One transaction in which no trigger of the table's, or none at all, sees what is done; as the store's owner may."""
        raise NotImplementedError

    def schema(self) -> list[Row]:
        """All that is made by CREATE."""
        raise NotImplementedError

    def dump(self) -> list[str]:
        """Everything that the store holds, as text."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> SqlTool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SqliteTool(SqlTool):
    def __init__(self, path: Path, foreign_keys: bool) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self.connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        return Rows(self.connection.execute(statement, values))

    def script(self, text: str) -> None:
        self.connection.executescript(text)

    def tables(self) -> list[str]:
        return [name for (name,) in self.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]

    def columns(self, table: str, place: str = "") -> list[str]:
        return [row[1] for row in self.execute(f"PRAGMA {place}{'.' if place else ''}table_info({table})")]

    def attach(self, other: Any) -> str:
        self.execute("ATTACH ? AS other", (str(other.path),))
        return "other"

    def triggers(self, table: str | None = None) -> list[tuple[str, str]]:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND coalesce(?1, tbl_name) = tbl_name"
        return self.execute(query, (table,)).fetchall()

    @contextmanager
    def without_rules(self, table: str | None = None) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        taken = self.triggers(table)
        for name, _ in taken:
            self.execute(f"DROP TRIGGER {name}")
        yield
        for _, text in taken:
            self.execute(text)
        self.execute("COMMIT")

    def schema(self) -> list[Row]:
        return self.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()

    def dump(self) -> list[str]:
        return list(self.connection.iterdump())

    def close(self) -> None:
        self.connection.close()


# As strict and as close to standard SQL as the other engine is.
SESSION = (
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,ANSI_QUOTES,"
    "PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES', time_zone = '+00:00'",
    "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
)
WORDS = (
    (r"INSERT OR REPLACE", "REPLACE"),
    (r"INSERT OR IGNORE", "INSERT IGNORE"),
    (r"UPDATE OR REPLACE", "UPDATE"),  # an UPDATE never replaces there
    (r"BEGIN IMMEDIATE", "BEGIN"),
    (r"AS BLOB\)", "AS BINARY)"),
    (r"unixepoch\(('[-0-9]+')\) / ", r"unix_timestamp(\1) DIV "),
)


class MariadbTool(SqlTool):
    def __init__(self, database: str, foreign_keys: bool) -> None:
        self.connection = MariadbServer.shared().connect(database)
        for statement in (*SESSION, f"SET SESSION foreign_key_checks = {int(foreign_keys)}"):
            self.execute(statement)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        for pattern, word in WORDS:
            statement = re.sub(pattern, word, statement)
        used = iter(values)

        def value(match: re.Match[str]) -> str:
            return self._literal(values[int(match[1]) - 1] if match[1] else next(used))

        with self.connection.cursor() as cursor:
            cursor.execute(re.sub(r"\?(\d*)", value, statement) if values else statement)
            return Rows(tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in cursor.fetchall())

    @staticmethod
    def _literal(value: Any) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, (int, float)):
            return repr(int(value) if isinstance(value, bool) else value)
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return f"x'{bytes(value).hex()}'"

    def tables(self) -> list[str]:
        return [name for name, kind in self.execute("SHOW FULL TABLES") if kind == "BASE TABLE"]

    def script(self, text: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(text)
            while cursor.nextset():
                pass

    def columns(self, table: str, place: str = "") -> list[str]:
        return [
            name
            for (name,) in self.execute(
                "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_NAME = ?1 AND TABLE_SCHEMA ="
                " CASE ?2 WHEN '' THEN DATABASE() ELSE ?2 END AND GENERATION_EXPRESSION IS NULL ORDER BY ORDINAL_POSITION",
                (table, place.strip('"')),
            )
        ]

    def triggers(self, table: str | None = None) -> list[tuple[str, str]]:
        query = (
            "SELECT TRIGGER_NAME, CONCAT('CREATE TRIGGER ', TRIGGER_NAME, ' ', ACTION_TIMING, ' ', EVENT_MANIPULATION,"
            " ' ON ', EVENT_OBJECT_TABLE, ' FOR EACH ROW ', ACTION_STATEMENT) FROM information_schema.TRIGGERS"
            " WHERE TRIGGER_SCHEMA = DATABASE() AND coalesce(?1, EVENT_OBJECT_TABLE) = EVENT_OBJECT_TABLE"
            " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER"
        )
        return self.execute(query, (table,)).fetchall()

    def attach(self, other: Any) -> str:
        return f'"{other.database}"'

    @contextmanager
    def without_rules(self, table: str | None = None) -> Iterator[None]:
        self.execute("SET @drp_triggers_off = 1")
        self.execute("BEGIN")
        yield
        self.execute("COMMIT")
        self.execute("SET @drp_triggers_off = NULL")

    def schema(self) -> list[Row]:
        made = [self.execute(f"SHOW CREATE TABLE {name}").fetchone() for name, _ in self.execute("SHOW FULL TABLES")]
        tables = [tuple(re.sub(r" AUTO_INCREMENT=\d+", "", str(cell)) for cell in row or ()) for row in made]
        return [*tables, *self.triggers()]

    def dump(self) -> list[str]:
        rows = [f"{table}: {row}" for table in self.tables() for row in self.execute(f"SELECT * FROM {table}")]
        return [*rows, *map(str, self.schema())]

    def close(self) -> None:
        self.connection.close()
