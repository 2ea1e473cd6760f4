"""Exports are read by other programs as they were meant, and do nothing there."""

import csv
from dataclasses import replace
import io
import json

import pytest

from custom_components.nas_burnin.engine.model import Smart
from custom_components.nas_burnin.engine.report.export import (
    COLUMNS,
    export_csv,
    export_json,
    export_records,
)
from custom_components.nas_burnin.engine.report.record import Names, plain
from tests.engine.builders import full_job, make_job, resumed_job
from tests.engine.report.jobs import burnt_in, failed
from tests.hostile import CSV, STRINGS, dangerous

NAMES = Names({"host-1": "tank"}, {"user-1": "Ada", "user-2": "Bob"})
NOBODY = Names({}, {})


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_row_for_each_job() -> None:
    jobs = [burnt_in(), failed(), make_job(), resumed_job(), full_job()]
    text = export_csv(jobs, NAMES)
    assert text.startswith("job,host,")
    assert text.count("\r\n") == text.count("\n") == len(jobs) + 1
    passed, bad, *_ = rows(text)
    assert tuple(passed) == COLUMNS
    assert passed["requested_by"] == "Ada"
    assert passed["patterns"] == "aa 55 ff 00"
    assert passed["verdict"] == "passed_with_notes"
    assert passed["ended"] == "2026-12-01T12:00:08+00:00"
    assert passed["paused_minutes"] == "34"
    assert (passed["crc_before"], passed["crc_after"]) == ("0", "2")
    assert (passed["media_errors_before"], passed["media_errors_after"]) == ("", "")
    assert int(passed["write_speed"]) == pytest.approx(185_192_000, rel=0.01)
    assert passed["stages"].startswith("short_smart: passed; surface_validate: passed")
    assert passed["broken_off"] == "1"
    assert (bad["state"], bad["bad_blocks"], bad["corruption_errors"]) == (
        *("failed", "100", "100"),
    )


def test_parts_make_a_whole() -> None:
    jobs = [burnt_in(), failed()]
    parts = [
        export_csv([job], NAMES, heading=not place) for place, job in enumerate(jobs)
    ]
    assert "".join(parts) == export_csv(jobs, NAMES)
    assert export_csv([], NAMES) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("text", [*CSV, "\uff1d1+1", "\t\r\n=1", "\ufeff=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    job = replace(burnt_in(text), profile=text, drive_key=text, uid=text)
    (row,) = rows(export_csv([job], Names({job.host_id: text}, {"user-1": text})))
    assert len(row) == len(COLUMNS)
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\uff1d", "\t", "\r")), cell


def test_a_number_below_zero_stays_one() -> None:
    job = burnt_in()
    cold = replace(job.stages[0].smart_before or Smart(), temperature=-4)
    job = replace(job, stages=(replace(job.stages[0], smart_before=cold),))
    (row,) = rows(export_csv([job], NAMES))
    assert row["temperature_before"] == "-4"


def test_whatever_is_written_stays_in_its_cell() -> None:
    jobs = [replace(burnt_in(text), uid=str(n)) for n, text in enumerate(STRINGS)]
    found = rows(export_csv(jobs, NAMES))
    assert [row["job"] for row in found] == [str(n) for n in range(len(STRINGS))]
    for row in found:
        assert not dangerous("".join(row.values()))


def test_records_tell_all_but_secrets() -> None:
    jobs = [burnt_in(), resumed_job()]
    data = json.loads(export_json(export_records(jobs, NAMES)))
    assert (data["kind"], data["version"]) == ("nas_burnin.export", 1)
    first, second = data["jobs"]
    assert first["requested_by"] == "Ada"
    assert first["unlocked_by"] == "Bob"
    assert first["reasons"][0]["code"] == "counter_rose"
    assert "rose from 0 to 2" in first["reasons"][0]["text"]
    assert len(first["stages"][1]["phases"]) == 8
    assert first["stages"][1]["attempts"][0]["runs"][0]["pattern"] == "aa"
    assert first["stages"][3]["smart_after"]["counters"]["crc"] == 2
    assert second["waits"]["code"] == "content_changed"
    text = json.dumps(data)
    assert "nonce" not in text
    assert "user-" not in text


def test_nobody_is_named_where_no_name_is_known() -> None:
    (record,) = export_records([burnt_in()], NOBODY)
    assert isinstance(record, dict)
    assert (record["requested_by"], record["unlocked_by"]) == (None, None)
    (row,) = rows(export_csv([burnt_in()], NOBODY))
    assert row["requested_by"] == ""


def test_records_of_hostile_hosts_are_json() -> None:
    for text in STRINGS:
        said = export_json(export_records([burnt_in(text)], NAMES))
        json.loads(said.encode())
        assert dangerous(said) <= {"\n"}


def test_what_is_nothing_of_ours_is_refused() -> None:
    with pytest.raises(TypeError):
        plain(object())
