"""What nvme-cli says where smartctl does not, and what must be read from it.

`tests/fixtures/nvme` holds answers by release of nvme-cli, each beside what they mean:
one is of a real nvme-cli and an emulated drive, the others are written from the
documented form.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
import json
from pathlib import Path

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.history.codec import load
from custom_components.nas_burnin.engine.model import (
    Counters,
    Protocol,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTestMinutes,
    SelfTestNow,
    SelfTests,
    Smart,
)
from custom_components.nas_burnin.engine.parse.nvme import (
    ID_CTRL,
    SELF_TEST_LOG,
    SMART_LOG,
    filled,
    read_nvme,
)
from custom_components.nas_burnin.engine.parse.smart import read_smart
from tests.engine.parse.damage import damaged

FOLDER = Path(__file__).parents[2] / "fixtures" / "nvme"
SMARTCTL = FOLDER.parent / "smart" / "nvme-7.3-no-self-test-log.json"
NAMES = sorted(path.name for path in FOLDER.iterdir())
COMMANDS = (SMART_LOG, SELF_TEST_LOG, ID_CTRL)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def answers(name: str) -> dict[str, bytes]:
    files = {command: FOLDER / name / f"{command}.json" for command in COMMANDS}
    return {key: path.read_bytes() for key, path in files.items() if path.exists()}


def told(name: str) -> Smart:
    fields = json.loads((FOLDER / name / "model.json").read_text())
    return load(Smart, json.dumps(fields["smart"]))


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_read_as_they_are_meant(name: str) -> None:
    found = read_nvme(answers(name))
    assert found is not None
    assert asdict(found) == asdict(told(name))


def test_the_corpus_is_whole() -> None:
    models = [told(name) for name in NAMES]
    ends = {entry.end for model in models for entry in model.self_tests.entries}
    assert ends == set(SelfTestEnd)
    assert {command for name in NAMES for command in answers(name)} == set(COMMANDS)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {SMART_LOG: b""},
        {SMART_LOG: b"null", SELF_TEST_LOG: b"[]", ID_CTRL: b'{"error":"x"}'},
        {SELF_TEST_LOG: b"NVMe status: Invalid Field in Command(0x4002)\n"},
        {"error-log": b"{}"},
    ],
)
def test_no_word_is_no_report(said: Mapping[str, bytes]) -> None:
    assert read_nvme(said, NOON) is None


def test_an_answer_has_its_time() -> None:
    found = read_nvme(answers("2.13-idle"), NOON)
    assert found
    assert found.read_at == NOON


@given(st.data())
def test_damage_is_read_without_harm(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    said = {key: data.draw(damaged(raw)) for key, raw in answers(name).items()}
    found = read_nvme(said)
    if found is None:
        return
    counters = asdict(found.counters).values()
    assert all(value is None or 0 <= value < 1 << 84 for value in counters)
    assert found.self_tests.told or not found.self_tests.entries
    assert found.model.isprintable()


@given(st.dictionaries(st.sampled_from(COMMANDS), st.binary(max_size=200)))
def test_noise_is_no_report(said: dict[str, bytes]) -> None:
    assert read_nvme(said) is None


def test_an_old_smartctl_is_filled_in() -> None:
    """The self-tests, the limit and the estimate come from nvme-cli, all else stays."""
    first = read_smart("nvme0n1", SMARTCTL.read_bytes(), NOON)
    more = read_nvme(answers("2.8-numbers-as-text"), NOON)
    assert isinstance(first, Smart)
    assert more
    whole = filled(first, more)
    assert whole.self_tests == more.self_tests
    assert whole.temperature_limit == 82
    assert whole.counters == replace(first.counters, unsafe_shutdowns=7)
    for field in ("wwn", "size", "logical_block", "passed", "temperature", "read_at"):
        assert getattr(whole, field) == getattr(first, field)


def test_the_first_word_stands() -> None:
    first = Smart(
        Protocol.NVME,
        passed=False,
        temperature=40,
        counters=Counters(wear=3, media_errors=1),
        self_tests=SelfTests(
            told=True,
            running=SelfTestNow(SelfTestKind.SHORT, 1),
            supported=(SelfTestKind.SHORT,),
        ),
    )
    more = Smart(
        Protocol.NVME,
        serial="S",
        passed=True,
        temperature=50,
        counters=Counters(wear=4, spare=99),
        self_tests=SelfTests(
            told=True,
            entries=(SelfTest(SelfTestKind.LONG, SelfTestEnd.PASSED),),
            minutes=SelfTestMinutes(long=35),
            supported=(),
        ),
    )
    whole = filled(first, more)
    assert (whole.serial, whole.passed, whole.temperature) == ("S", False, 40)
    assert whole.counters == Counters(wear=3, media_errors=1, spare=99)
    assert whole.self_tests == replace(
        first.self_tests, minutes=SelfTestMinutes(long=35)
    )
    assert filled(first, first) == first
