"""Every reason that the engine can give has a sentence, and its values fill it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine import errors, history
from custom_components.nas_burnin.engine.errors import BurnInError
from custom_components.nas_burnin.engine.model import Reason
from custom_components.nas_burnin.engine.sentences import tables
from custom_components.nas_burnin.engine.sentences.tables import (
    SENTENCES,
    placeholders,
    sentence,
)

ENGINE = Path(errors.__file__).parent
MODULES = sorted(
    path for path in ENGINE.rglob("*.py") if path.parent.name != "sentences"
)


def _calls(path: Path) -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """The speaker, code and value names (None where not written out) of each reason."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        code = node.args[0]
        if name not in ("Reason", "Refused", "Denied", "explain"):
            continue
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield name, code.value, _names(name, node)


def _names(speaker: str, call: ast.Call) -> frozenset[str] | None:
    """The names of the values that a call gives; None where they can't be seen."""
    if speaker == "Denied":
        return frozenset({"detail"})
    if speaker != "Reason":
        names = [keyword.arg for keyword in call.keywords]
        return None if None in names else frozenset(name for name in names if name)
    values = call.args[1] if len(call.args) > 1 else None
    for keyword in call.keywords:
        values = keyword.value if keyword.arg == "values" else values
    if values is None:
        return frozenset()
    if not isinstance(values, ast.Dict):
        return None
    keys = [key.value if isinstance(key, ast.Constant) else None for key in values.keys]
    return None if None in keys else frozenset(str(key) for key in keys)


SPOKEN = [
    pytest.param(code, names, id=f"{path.stem}:{code}")
    for path in MODULES
    for _, code, names in _calls(path)
]


def test_there_is_something_to_look_at() -> None:
    assert len(SPOKEN) > 60


@pytest.mark.parametrize(("code", "names"), SPOKEN)
def test_every_reason_has_a_sentence_that_its_values_fill(
    code: str, names: frozenset[str] | None
) -> None:
    assert code in SENTENCES
    if names is not None:
        assert any(placeholders(text) <= names for text in SENTENCES[code])


def _kinds(kind: type[BurnInError]) -> Iterator[type[BurnInError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


@pytest.mark.parametrize("kind", _kinds(BurnInError))
def test_every_error_has_a_sentence(kind: type[BurnInError]) -> None:
    # Those of the history are among them.
    assert issubclass(history.HistoryTooNew, BurnInError)
    assert SENTENCES[kind.code]


@pytest.mark.parametrize(
    "name", ["_JOBS", "_VERDICT", "_SUPERVISOR", "_CONTROL", "_READERS", "_ERRORS"]
)
def test_the_tables_are_sorted(name: str) -> None:
    table = getattr(tables, name)
    assert list(table) == sorted(table)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_one(code: str) -> None:
    for text in SENTENCES[code]:
        assert text.endswith((".", "}"))
        assert (
            text[0] == "{"
            or text[0].isupper()
            or text.split()[0] in {"badblocks", "sudo"}
        )


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason("stopped"), "The test was stopped."),
        (
            Reason("busy", {"node": "sda"}),
            "sda is in use: something else on the host holds it.",
        ),
        (Reason("busy"), "? is in use: something else on the host holds it."),
        (
            Reason("busy", {"node": "{evil} %s {0}"}),
            "{evil} %s {0} is in use: something else on the host holds it.",
        ),
        # The sentence that says most.
        (
            Reason("drive_gone"),
            "The drive disappeared from the host during the test.",
        ),
        (
            Reason("drive_gone", {"node": "sdb"}),
            "The drive disappeared from the host during the test (sdb).",
        ),
        (Reason("of_the_future"), "of_the_future"),
        (Reason("of_the_future", {"a": "1", "b": "2"}), "of_the_future (a: 1, b: 2)"),
        # Two speakers, one code: the values decide.
        (
            Reason("signature_unreadable", {"node": "sda1"}),
            "sda1 carries a signature that cannot be read.",
        ),
        (
            Reason("signature_unreadable", {"status": "8", "text": "ambivalent"}),
            "The signatures on the drive could not be read (status 8): ambivalent",
        ),
    ],
)
def test_sentences(reason: Reason, expected: str) -> None:
    assert sentence(reason) == expected
