"""Every reason that the engine can give has a sentence, and its values fill it."""

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from custom_components.nas_burnin.engine import errors, history, sentences
from custom_components.nas_burnin.engine.errors import BurnInError
from custom_components.nas_burnin.engine.model import (
    Activity,
    JobState,
    Lock,
    PhaseKind,
    Reason,
    SelfTestKind,
    StageKind,
    TestState,
    Verdict,
)
from custom_components.nas_burnin.engine.sentences.folding import folded, unfolded
from custom_components.nas_burnin.engine.sentences.speaker import RECORD, Speaker
from custom_components.nas_burnin.engine.sentences.tables import (
    ENGLISH,
    LANGUAGES,
    SENTENCES,
    language_of,
    placeholders,
    sentence,
)
from custom_components.nas_burnin.engine.unlock.audit import Act
from custom_components.nas_burnin.engine.verdict.health import _WARNINGS

ENGINE = Path(errors.__file__).parent
MODULES = sorted(
    path for path in ENGINE.rglob("*.py") if ENGINE / "sentences" not in path.parents
)
OTHERS = [name for name in LANGUAGES if name != ENGLISH]
TABLES = (
    "verdict",
    "host",
    "resume",
    "safety",
    "health",
    "steering",
    "words",
    "report",
)

# The same word in both languages, and so no word that was forgotten.
SAME = {"OK", "NAS Burn-In: {told}", "NAS"}


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


def _module(language: str, name: str) -> ModuleType:
    return import_module(f"{sentences.__name__}.{language}.{name}")


def _tables(module: ModuleType) -> dict[str, Mapping[str, object]]:
    return {
        name: table
        for name, table in vars(module).items()
        if name.isupper() and name[0] != "_" and isinstance(table, Mapping)
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["verdict", "host"])
def test_the_tables_are_sorted(name: str, language: str) -> None:
    for table in _tables(_module(language, name)).values():
        assert list(table) == sorted(table)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", TABLES)
def test_each_language_has_the_same_tables(name: str, language: str) -> None:
    ours, theirs = _tables(_module(language, name)), _tables(_module(ENGLISH, name))
    assert {table: set(ours[table]) for table in ours} == {
        table: set(theirs[table]) for table in theirs
    }


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_says_everything_in_its_own_words(language: str) -> None:
    """The same codes and placeholders, and nothing that was left in English."""
    spoken, english = LANGUAGES[language], LANGUAGES[ENGLISH]
    assert spoken.sentences.keys() == english.sentences.keys()
    for code, texts in english.sentences.items():
        said = spoken.sentences[code]
        assert list(map(placeholders, said)) == list(map(placeholders, texts)), code
        assert not set(said) & set(texts), code
    assert spoken.texts.keys() == english.texts.keys()
    for code, text in english.texts.items():
        assert placeholders(spoken.texts[code]) == placeholders(text), code
    for groups, known in (
        (spoken.values, english.values),
        (spoken.words, english.words),
        ({"": spoken.texts}, {"": english.texts}),
    ):
        assert groups.keys() == known.keys()
        for group, words in known.items():
            assert groups[group].keys() == words.keys(), group
            same = set(groups[group].items()) & set(words.items())
            assert {text for _, text in same} <= SAME, group


_ENGLISH_WORDS = {"the", "and", "of", "is", "not", "drive", "host", "with", "by", "it"}


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_word_slips_through(language: str) -> None:
    spoken = LANGUAGES[language]
    said = [text for texts in spoken.sentences.values() for text in texts]
    said += spoken.texts.values()
    for group in (*spoken.values.values(), *spoken.words.values()):
        said += group.values()
    for text in said:
        words = {word.strip(".,:;()„“").lower() for word in text.split()}
        assert not words & _ENGLISH_WORDS, text


def _details() -> Iterator[str]:
    """What our own errors say in words of ours, where it is written out."""
    kinds = {kind.__name__ for kind in _kinds(BurnInError)}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[said, *_]) if name in kinds:
                    parts = said.values if isinstance(said, ast.BoolOp) else [said]
                    for part in parts:
                        if isinstance(part, ast.Constant):
                            yield str(part.value)


def test_every_value_that_is_a_word_of_ours_has_its_own() -> None:
    values, words = LANGUAGES[ENGLISH].values, LANGUAGES[ENGLISH].words
    assert {*_WARNINGS} == values["bits"].keys()
    assert {*SelfTestKind} == values["kind"].keys() == values["other"].keys()
    assert {*PhaseKind, "both"} == values["passes"].keys()
    assert {*TestState} == values["state"].keys()
    assert {*StageKind} == values["stage"].keys() == words["stage"].keys()
    assert {*JobState, *Verdict} == words["job"].keys()
    assert {*Activity} == words["activity"].keys()
    assert {*Lock} == words["lock"].keys()
    assert {*Act} == words["act"].keys()
    assert {*_details()} == values["detail"].keys()


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("de_AT", "de"),
        ("DE", "de"),
        ("en-GB", "en"),
        ("nl", "en"),
        ("", "en"),
        ("den", "en"),
    ],
)
def test_who_speaks_for_a_tag(tag: str, language: str) -> None:
    assert language_of(tag) == language
    said = {"de": "Der Test wurde beendet.", "en": "The test was stopped."}
    assert sentence(Reason("stopped"), tag) == said[language]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            Reason("outside_window", {"opens": "2026-11-24 22:00 CET"}),
            "Vor dem 24.11.2026 22:00 CET beginnt kein Oberflächentest.",
        ),
        (
            Reason("owner_newer", {"since": "2026-99-99 22:00 UTC"}),
            (
                "Eine neuere Kopie dieses Home Assistant hat diese NAS übernommen"
                " (2026-99-99 22:00 UTC): Dieses hier wurde aus einem Backup"
                " wiederhergestellt oder ist ein Klon. Was seine Warteschlange löschen will,"
                " wurde seitdem vielleicht getestet und ist in Benutzung."
            ),
        ),
        (
            Reason("link_slow", {"speed": "3.0", "most": "6.0"}),
            (
                "Das Laufwerk ist mit 3,0 Gbit/s verbunden, 6,0 wären möglich: Sieh nach"
                " Kabel, Backplane und Anschluss."
            ),
        ),
        # Not every number with a point is one with decimals.
        (
            Reason("python_too_old", {"found": "3.8", "needed": "3.9"}),
            "Die NAS hat Python 3.8; nötig ist 3.9 oder neuer.",
        ),
        (
            Reason("counter_rose", {"counter": "crc", "before": "0", "after": "7"}),
            (
                "Im Test ist der Zähler für CRC-Fehler der Schnittstelle (sieh nach dem"
                " Kabel) von 0 auf 7 gestiegen."
            ),
        ),
        (
            Reason(
                "critical_warning", {"bits": f"0x09, {_WARNINGS[0]}, {_WARNINGS[3]}"}
            ),
            (
                "Das Laufwerk gibt eine kritische Warnung (0x09, die Flash-Reserve ist"
                " aufgebraucht, es lässt sich nur noch lesen)."
            ),
        ),
        (
            Reason("host_unreachable", {"detail": "the connection was closed"}),
            "Die NAS ist nicht erreichbar: die Verbindung wurde beendet",
        ),
        (
            Reason("host_unreachable", {"detail": "Connection refused"}),
            "Die NAS ist nicht erreichbar: Connection refused",
        ),
        (Reason("of_the_future", {"a": "1"}), "of_the_future (a: 1)"),
    ],
)
def test_german_sentences(reason: Reason, expected: str) -> None:
    assert sentence(reason, "de") == expected


def test_reasons_inside_of_a_reason_are_said_in_the_same_language() -> None:
    mounted = Reason("mounted", {"node": "sda1", "target": "/mnt/{x}"})
    inside = (mounted, Reason("read_only", {"node": "sda"}), mounted)
    reason = Reason("content_changed", {"found": folded(inside)})
    assert "(sda1 is mounted on /mnt/{x}. sda is read-only.)" in sentence(reason)
    assert "(sda1 ist unter /mnt/{x} eingehängt. sda lässt" in sentence(reason, "de")
    # As history has it that is older, or that somebody else has written.
    for found in ("sda is read-only.", "[[", "[[1]]", "[[{}, 1, 2]]", "[]"):
        assert unfolded(found) == ()
        said = sentence(Reason("content_changed", {"found": found}), "de")
        assert f"({found})" in said


def test_a_speaker_says_nothing_that_harms() -> None:
    evil = Reason("busy", {"node": "sda\x1b[31m\u202e"})
    german = Speaker("de-CH")
    assert german.sentence(evil).endswith("Etwas anderes auf der NAS belegt es.")
    assert "\x1b" not in german.sentence(evil)
    assert german.said(None) is None
    assert german.said(Reason("stopped")) == "Der Test wurde beendet."
    assert german.each_once([Reason("stop_file"), Reason("stopped")]) == [
        "Der Test wurde beendet."
    ]
    assert german.values({"detail": "the history is closed", "host": "tank"}) == {
        "detail": "der Verlauf ist geschlossen",
        "host": "tank",
    }
    assert RECORD.sentences([Reason("stopped")]) == ["The test was stopped."]


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
