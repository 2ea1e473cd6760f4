"""Who may import whom, and what is written nowhere."""

import ast
from collections.abc import Iterator
from pathlib import Path
import sys

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "nas_burnin"
ENGINE = PACKAGE / "engine"
REMOTE = ENGINE / "remote"
OURS = "custom_components.nas_burnin"

FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(), path.name) for path in FILES}

ASYNCSSH_ROOM = {ENGINE / "host" / name for name in ("connection.py", "keys.py")}
SQLITE_ROOM = ENGINE / "history"
STANDARD_LIBRARY = {"__future__", *sys.stdlib_module_names}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, by its full name."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def inside(module: str, *packages: str) -> bool:
    return any(module == p or module.startswith(f"{p}.") for p in packages)


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def under(folder: Path) -> list[Path]:
    return [path for path in FILES if folder in path.parents]


each = pytest.mark.parametrize


def test_there_is_something_to_hold() -> None:
    assert len(under(ENGINE)) > 20
    assert len(under(ENGINE / "model")) >= 4
    assert all(path in FILES for path in ASYNCSSH_ROOM)
    assert f"{OURS}.engine.model" in set(imports(ENGINE / "safety" / "locks.py"))


@each("path", under(ENGINE), ids=short)
def test_engine_knows_nothing_of_home_assistant(path: Path) -> None:
    for module in imports(path):
        assert not inside(module, "homeassistant", "probatio", "voluptuous")
        assert not inside(module, OURS) or inside(module, f"{OURS}.engine")


@each("path", under(ENGINE / "model"), ids=short)
def test_model_imports_nothing_above_it(path: Path) -> None:
    for module in imports(path):
        assert not inside(module, OURS) or inside(module, f"{OURS}.engine.model")


@each("path", under(ENGINE / "parse"), ids=short)
def test_parse_imports_the_model_alone(path: Path) -> None:
    rooms = (f"{OURS}.engine.model", f"{OURS}.engine.parse")
    for module in imports(path):
        # `from .. import x` names the package on its way to a room.
        on_the_way = module in (OURS, f"{OURS}.engine")
        assert on_the_way or not inside(module, OURS) or inside(module, *rooms)


# What loads the programs stays here; the programs go.
PROGRAMS = [path for path in under(REMOTE) if path.name != "__init__.py"]


@each("path", PROGRAMS, ids=short)
def test_programs_for_the_nas_stand_alone(path: Path) -> None:
    for module in imports(path):
        root = module.split(".")[0]
        assert root in STANDARD_LIBRARY or inside(module, f"{OURS}.engine.remote")
    ast.parse(path.read_text(), path.name, feature_version=(3, 9))


@each("path", FILES, ids=short)
def test_product_knows_nothing_of_the_mock(path: Path) -> None:
    assert "mock_truenas" not in path.read_text()
    assert not any(inside(module, "mock_truenas", "tests") for module in imports(path))


@each("path", FILES, ids=short)
def test_two_files_speak_ssh(path: Path) -> None:
    speaks = any(inside(module, "asyncssh", "paramiko") for module in imports(path))
    assert speaks == (path in ASYNCSSH_ROOM)


@each("path", FILES, ids=short)
def test_one_room_holds_sql(path: Path) -> None:
    modules = set(imports(path))
    assert SQLITE_ROOM in path.parents or not any(
        inside(module, "aiosqlite", "sqlite3") for module in modules
    )


# --- What hides trouble --------------------------------------------------------------

BROAD = {"Exception", "BaseException"}


def names(node: ast.expr | None) -> set[str]:
    if node is None:
        return {"everything"}
    return {
        found.id if isinstance(found, ast.Name) else found.attr
        for found in ast.walk(node)
        if isinstance(found, ast.Name | ast.Attribute)
    }


def reraises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def swallows(handler: ast.ExceptHandler) -> bool:
    """True where a handler takes everything, or a cancellation, and keeps it."""
    caught = names(handler.type)
    if "everything" in caught:
        return True
    return bool(caught & (BROAD | {"CancelledError"})) and not reraises(handler)


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def hides(node: ast.AST) -> str | None:
    """Why a piece of code could hide trouble, or None."""
    match node:
        case ast.ExceptHandler() if swallows(node):
            return "a broad except that raises nothing"
        case ast.Call() if called(node) == "suppress":
            caught = set().union(*(names(argument) for argument in node.args))
            if caught & (BROAD | {"CancelledError"}):
                return "a broad suppress"
        case ast.Call() if called(node) == "gather":
            if any(word.arg == "return_exceptions" for word in node.keywords):
                return "results of gather that nobody has to read"
        case ast.ImportFrom(module="__future__", names=[ast.alias(name="annotations")]):
            return "annotations are lazy by themselves"
        case ast.Expr(value=ast.Call() as call) if called(call) in (
            "create_task",
            "ensure_future",
        ):
            return "a task that nobody owns"
    return None


@each("path", FILES, ids=short)
def test_nothing_hides_trouble(path: Path) -> None:
    found = [
        f"{short(path)}:{getattr(node, 'lineno', 0)}: {why}"
        for node in ast.walk(TREES[path])
        if (why := hides(node)) and not (REMOTE in path.parents and "lazy" in why)
    ]
    assert not found


@each(
    "code",
    [
        "try: f()\nexcept: g()",
        "try: f()\nexcept Exception: g()",
        "try: f()\nexcept (ValueError, BaseException) as err: log(err)",
        "try: f()\nexcept asyncio.CancelledError: pass",
        "with suppress(Exception): f()",
        "with contextlib.suppress(asyncio.CancelledError): f()",
        "gather(a, b, return_exceptions=True)",
        "asyncio.create_task(f())",
        "from __future__ import annotations",
    ],
)
def test_the_ban_finds_what_is_banned(code: str) -> None:
    assert any(hides(node) for node in ast.walk(ast.parse(code)))


@each(
    "code",
    [
        "try: f()\nexcept Exception:\n    clean()\n    raise",
        "try: f()\nexcept OSError: g()",
        "with suppress(FileNotFoundError): f()",
        "task = asyncio.create_task(f())",
        "gather(a, b)",
    ],
)
def test_the_ban_leaves_the_rest_alone(code: str) -> None:
    assert not any(hides(node) for node in ast.walk(ast.parse(code)))
