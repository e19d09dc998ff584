"""Every migration, both ways, with a row in every table; the models say nothing else than the migrations."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from tests.support.planted import plant
from workflow.base import migrations
from workflow.base.db import Base
from workflow.base.migrations import guards

TABLES = [table.name for table in Base.metadata.sorted_tables]


def tables(engine: Engine) -> set[str]:
    """All but the databases' own full text, which no model describes."""
    return {name for name in inspect(engine).get_table_names() if not name.startswith("search_words")}


def script(engine: Engine) -> ScriptDirectory:
    return ScriptDirectory.from_config(migrations.config(engine))


def numbers(engine: Engine) -> list[str]:
    """The revisions, first to last."""
    return [step.revision for step in script(engine).walk_revisions()][::-1]


def fill(engine: Engine) -> None:
    with engine.begin() as door:
        for name in TABLES:
            plant(door, name)


def env_knows(name: str | None, kind: str, _parents: object) -> bool:
    """As Alembic's own environment has it."""
    return kind != "table" or not (name or "").startswith("search_words")


def rows(engine: Engine) -> dict[tuple[str, str], list[str]]:
    """What stands in every column of every table there is, by (table, column)."""
    found: dict[tuple[str, str], list[str]] = {}
    with engine.connect() as door:
        for table in tables(engine) - {"alembic_version"}:
            standing = door.execute(text(f'SELECT * FROM "{table}"')).mappings()
            columns, kept = list(standing.keys()), standing.all()
            found |= {(table, column): sorted(str(row[column]) for row in kept) for column in columns}
    return found


def triggers(engine: Engine) -> set[str]:
    words = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with engine.connect() as door:
        return set(door.scalars(text(words[engine.dialect.name])))


def test_it_works(empty: Engine) -> None:
    assert migrations.current(empty) is None
    migrations.upgrade(empty)
    assert migrations.current(empty) == migrations.head()
    assert tables(empty) == {*TABLES, "alembic_version"}
    assert triggers(empty) == {name for name, *_rest in guards.every()}


def test_the_numbers_stand_in_one_line_and_the_head_file_names_the_last(empty: Engine) -> None:
    found = script(empty)
    assert found.get_heads() == [migrations.head()]
    assert numbers(empty) == [f"{number:03d}" for number in range(1, len(numbers(empty)) + 1)]


def test_models_and_migrations_say_the_same(migrated: Engine) -> None:
    with migrated.connect() as door:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": env_knows}
        context = MigrationContext.configure(door, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_guards_go_and_come_back_without_touching_a_row(migrated: Engine) -> None:
    fill(migrated)
    before = rows(migrated)
    assert all(before.values()), "a row in every table"
    for number in numbers(migrated)[::-1][:-1]:
        migrations.downgrade(migrated, f"{int(number) - 1:03d}")
        oldest = rows(migrated)
        assert oldest == {place: before[place] for place in oldest}, number
    assert triggers(migrated) == set()
    migrations.upgrade(migrated)
    after = rows(migrated)
    assert after.keys() == before.keys()
    assert {place: after[place] for place in oldest} == oldest
    assert triggers(migrated) == {name for name, *_rest in guards.every()}


def test_everything_goes_and_comes_back(migrated: Engine) -> None:
    """Beside the databases of other tests: they share the portal's role, over which neither way may stumble."""
    fill(migrated)
    migrations.downgrade(migrated, "base")
    assert set(inspect(migrated).get_table_names()) == {"alembic_version"}
    migrations.upgrade(migrated)
    fill(migrated)


def test_going_up_twice_changes_nothing(migrated: Engine) -> None:
    fill(migrated)
    before = rows(migrated)
    migrations.upgrade(migrated)
    assert rows(migrated) == before
