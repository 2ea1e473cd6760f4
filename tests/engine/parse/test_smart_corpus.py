"""What smartctl says of drives of every kind, and what must be read from it.

`tests/fixtures/smart` holds answers by kind of drive and release of smartctl, written
from its documented form, each beside what it means: fields that a model lacks are not
reported. Answers of real tools are in `test_parse_smart`.
"""

from dataclasses import asdict
import json
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.history.codec import dump, load
from custom_components.nas_burnin.engine.model import SelfTestEnd, SelfTestKind, Smart
from custom_components.nas_burnin.engine.parse.smart import read_smart

FOLDER = Path(__file__).parents[2] / "fixtures" / "smart"
NAMES = sorted(path.name[: -len(".model.json")] for path in FOLDER.glob("*.model.json"))


def told(name: str) -> tuple[str, Smart]:
    """Answer the node that an answer is about, and what it means."""
    fields = json.loads((FOLDER / f"{name}.model.json").read_text())
    return fields["node"], load(Smart, json.dumps(fields["smart"]))


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_read_as_it_is_meant(name: str) -> None:
    node, expected = told(name)
    found = read_smart(node, (FOLDER / f"{name}.json").read_bytes())
    assert isinstance(found, Smart), found
    assert asdict(found) == asdict(expected)
    assert load(Smart, dump(found)) == found


def test_the_corpus_is_whole() -> None:
    """Every answer has its model, and every field and kind of end occurs."""
    assert len(NAMES) >= 40
    answers = {path.stem for path in FOLDER.glob("*.json")} - {
        f"{name}.model" for name in NAMES
    }
    assert answers == set(NAMES)
    models = [told(name)[1] for name in NAMES]
    fields = asdict(Smart())
    nowhere = [
        field
        for field, missing in fields.items()
        if all(asdict(model)[field] == missing for model in models)
    ]
    assert nowhere == ["read_at"]
    counters = fields["counters"]
    assert not [
        name
        for name in counters
        if name != "end_to_end"
        and all(getattr(model.counters, name) is None for model in models)
    ]
    entries = [entry for model in models for entry in model.self_tests.entries]
    assert {entry.end for entry in entries} == set(SelfTestEnd)
    assert {entry.kind for entry in entries} >= {
        SelfTestKind.SHORT,
        SelfTestKind.LONG,
        SelfTestKind.OTHER,
    }
