"""A certificate tells all, the same each time; a changed one can be told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
import json
import re
import shlex
import shutil
import subprocess
from typing import Any

import pytest

from custom_components.nas_burnin.engine.host.detached import start_request
from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Drive,
    Identity,
    Job,
    JobState,
    Pattern,
    Protocol,
    Run,
    Stage,
    StageKind,
    SurfaceOptions,
    SurfacePlan,
    Verdict,
)
from custom_components.nas_burnin.engine.queue.plan import (
    fitting,
    plan_read,
    plan_surface,
)
from custom_components.nas_burnin.engine.remote import _request
from custom_components.nas_burnin.engine.report.certificate import (
    Facts,
    certificate,
    filename,
    title,
)
from custom_components.nas_burnin.engine.report.certificate_page import certificate_page
from custom_components.nas_burnin.engine.report.chart import MOST_POINTS
from custom_components.nas_burnin.engine.report.checksum import (
    canonical,
    verify,
    verify_page,
)
from custom_components.nas_burnin.engine.report.commands import (
    HELD,
    badblocks_command,
)
from custom_components.nas_burnin.engine.report.record import LARGEST
from tests.engine.builders import full_job, make_job, resumed_job
from tests.engine.report.jobs import (
    SIZE,
    burnt_in,
    failed,
    kinds_of,
    phase_of_read,
    samples,
    smart,
    taken_apart,
)
from tests.hostile import STRINGS, dangerous

FACTS = Facts("tank", "Ada", "5000c500e1a2b3c4")


def made(job: Job | None = None, each: int = 20) -> dict[str, Any]:
    return certificate(job or burnt_in(), FACTS, {1: samples(each)})


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value that holds no other."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        if isinstance(item, dict | list) and item:
            yield from leaves(item, (*path, key))
        else:
            yield (*path, key)


def changed(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}." if value else "x"
        case None:
            return 0
    return [*value, 0] if isinstance(value, list) else {**value, "more": None}


# --- What can be told of a change ----------------------------------------------------


def test_it_is_as_it_was_made() -> None:
    data = made()
    assert verify(data)
    assert verify(json.dumps(data))
    assert verify(json.dumps(data, indent=3, ensure_ascii=False))
    assert verify(dict(reversed(data.items())))


def test_every_change_of_a_value_is_told() -> None:
    data = made(each=3)
    ways = list(leaves(data))
    assert len(ways) > 300
    for *outer, last in ways:
        place = data
        for key in outer:
            place = place[key]
        before = place[last]
        place[last] = changed(before)
        assert not verify(data), (*outer, last)
        place[last] = before
    assert verify(data)


def test_every_part_that_is_left_out_or_added_is_told() -> None:
    for key in made():
        less = made()
        del less[key]
        assert not verify(less), key
    assert not verify({**made(), "more": 1})
    for stage in range(4):
        less = made()
        del less["stages"][stage]
        assert not verify(less)


def test_every_change_of_a_byte_of_the_text_is_told() -> None:
    text = canonical(made(each=1))
    for place in range(0, len(text), 7):
        other = "0" if text[place] != "0" else "1"
        assert not verify(text[:place] + other + text[place + 1 :]), place


@pytest.mark.parametrize(
    "document",
    [
        *("", "{", "null", "[]", "3", "{}", '{"sha256": null}', "NaN", "[" * 100_000),
        *(None, 3, [], {}, {"sha256": None}, {"a": float("nan"), "sha256": ""}),
        *({"a": "\ud800", "sha256": ""}, {"a": object(), "sha256": ""}),
    ],
)
def test_nothing_else_is_taken_for_a_certificate(document: object) -> None:
    assert verify(document) is False


def test_it_is_the_same_whenever_it_is_made() -> None:
    assert made() == made()
    assert certificate_page(made()) == certificate_page(json.loads(json.dumps(made())))


def test_no_number_is_one_that_others_would_write_in_another_way() -> None:
    huge = replace(burnt_in(), size=LARGEST + 2)
    after = replace(smart(), size=LARGEST + 2)
    stage = replace(huge.stages[3], smart_after=after)
    data = made(replace(huge, stages=(stage,)))
    for way in leaves(data):
        value: Any = data
        for key in way:
            value = value[key]
        assert not isinstance(value, float), way
        if isinstance(value, int):
            assert abs(value) <= LARGEST, way
    assert data["drive"]["size"] == str(LARGEST + 2)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq isn't here")
def test_the_sum_that_people_can_make_themselves() -> None:
    said = subprocess.run(
        ["jq", "-jcS", "del(.sha256)"],
        input=json.dumps(made(burnt_in("Ünïcødé – “x” 💾"))),
        capture_output=True,
        text=True,
        check=True,
    )
    data = made(burnt_in("Ünïcødé – “x” 💾"))
    assert said.stdout == canonical({k: v for k, v in data.items() if k != "sha256"})


# --- What it tells -------------------------------------------------------------------


def test_what_it_tells() -> None:
    data = made(each=200)
    assert data["drive"] == {
        "key": "5000c500e1a2b3c4-zl2a0001",
        "model": "ST14000NM001G",
        "family": "ZL2A0001",
        "serial": "ZL2A0001",
        "wwn": "ZL2A0001",
        "firmware": "ZL2A0001",
        "size": SIZE,
        "protocol": "ata",
        "rotation_rate": 7200,
    }
    assert data["host"]["name"] == "tank"
    assert data["job"]["requested_by"] == "Ada"
    assert data["job"]["paused_minutes"] == 34
    assert data["job"]["unlocked"] == "has_data"
    assert data["passed"]
    short, surface, long, check = data["stages"]
    assert short["commands"] == ["smartctl -t short /dev/DRIVE"]
    assert long["commands"] == ["smartctl -t long /dev/DRIVE"]
    assert check["commands"] == []
    assert surface["patterns"] == ["aa", "55", "ff", "00"]
    assert surface["temperature"]["lowest"] == 32
    assert surface["temperature"]["highest"] == 40
    assert len(surface["temperature"]["curve"]) <= MOST_POINTS
    assert len(surface["phases"]) == 8
    for phase in surface["phases"]:
        speed = phase["speed"]
        assert speed["lowest"] < speed["average"] < speed["highest"]
        assert 100 < len(phase["curve"]) <= MOST_POINTS
    crc = next(row for row in data["smart"]["changes"] if row["name"] == "crc")
    assert (crc["before"], crc["after"], crc["change"]) == (0, 2, 2)
    assert "media_errors" not in {row["name"] for row in data["smart"]["changes"]}
    assert data["pauses"][0]["temperature"] == 56
    assert "nonce" not in json.dumps(data)
    assert "user-2" not in json.dumps(data)


def test_each_try_has_the_commands_that_it_began() -> None:
    surface = made()["stages"][1]
    (broken,) = surface["attempts"]
    assert [shlex.split(command)[6] for command in broken["commands"]] == [
        "0xaa",
        "0x55",
    ]
    # The third pass was done by the first try, the fourth by the second.
    assert [shlex.split(command)[6] for command in surface["commands"]] == [
        *("0x55", "0xff", "0x00"),
    ]


def test_a_test_that_gave_up_names_no_command_that_it_never_began() -> None:
    surface = made(failed())["stages"][1]
    assert len(surface["commands"]) == 1
    assert len(surface["bad_blocks"]) == 100
    assert surface["errors"]["corruption"] == 100


def test_a_curve_has_no_more_points_however_often_it_was_looked_at() -> None:
    data = made(each=1000)
    assert {len(phase["curve"]) for phase in data["stages"][1]["phases"]} == {200}


@pytest.mark.parametrize("job", [make_job(), full_job(), resumed_job()])
def test_any_job_has_a_record(job: Job) -> None:
    data = certificate(job, Facts(), {})
    assert verify(data)
    assert not data["passed"]
    page = certificate_page(data)
    assert verify_page(page)
    assert "not pass" in taken_apart(page).words


@pytest.mark.parametrize(
    ("state", "verdict", "said"),
    [
        (JobState.PASSED, Verdict.PASSED, "Burn-in certificate: passed"),
        (
            JobState.PASSED,
            Verdict.PASSED_WITH_NOTES,
            "Burn-in certificate: passed with notes",
        ),
        (JobState.FAILED, Verdict.FAILED, "Burn-in record: FAILED"),
        (JobState.CANCELLED, None, "Burn-in record: cancelled, not passed"),
        (JobState.UNKNOWN, None, "Burn-in record: unknown, not passed"),
        (JobState.RUNNING, None, "Burn-in record: still running, not passed"),
        (JobState.QUEUED, None, "Burn-in record: not begun, not passed"),
    ],
)
def test_the_title_says_whether_it_passed(
    state: JobState, verdict: Verdict | None, said: str
) -> None:
    job = replace(burnt_in(), state=state, verdict=verdict)
    assert title(job) == said
    page = certificate_page(made(job))
    assert f"<title>{said} ·" in page
    assert said in taken_apart(page).words


@pytest.mark.parametrize(
    ("kinds", "said", "meaning"),
    [
        (
            (StageKind.SURFACE_READ,),
            "Read test certificate: passed",
            "Nothing was written.",
        ),
        (
            (StageKind.LONG_SMART, StageKind.FINAL_CHECK),
            "Self-test certificate: passed",
            "neither written nor compared",
        ),
    ],
)
def test_what_erased_nothing_proves_no_burn_in(
    kinds: tuple[StageKind, ...], said: str, meaning: str
) -> None:
    job = kinds_of(replace(burnt_in(), verdict=Verdict.PASSED), *kinds)
    if kinds[0] is StageKind.SURFACE_READ:
        stage = replace(job.stages[0], phases=(phase_of_read(),))
        job = replace(job, stages=(stage,))
    assert title(job) == said
    data = certificate(job, FACTS, {0: samples(9)})
    words = taken_apart(certificate_page(data)).words
    assert meaning in words
    assert "written and read back" not in words


def test_the_name_of_the_file_is_one_everywhere() -> None:
    day = f"{burnt_in().ended:%Y-%m-%d}"
    assert filename(burnt_in(), "html") == f"burn-in-ST14000NM001G-ZL2A0001-{day}.html"
    for text in STRINGS:
        name = filename(burnt_in(text), "html")
        assert re.fullmatch(r"burn-in[A-Za-z0-9-]{,120}\.html", name)


# --- The commands are those of the supervisor ----------------------------------------


def drive() -> Drive:
    node = BlockDevice("sda", "8:0", Identity("naa.5000", "S1", SIZE))
    return Drive("key", "w", "S1", "M", "F", Protocol.ATA, SIZE, (node,))


def plan_with_rest() -> SurfacePlan:
    plan = plan_surface(SIZE, SurfaceOptions((Pattern.RANDOM, Pattern.X00), 7))
    first, second = plan.runs
    rest: tuple[Run, ...] = (
        replace(first, number=2, first=8192),
        replace(first, number=3, write=False, last=8191),
        replace(second, number=4),
    )
    return replace(plan, rest=fitting(rest, 1 << 28, 4))


@pytest.mark.parametrize(
    "plan",
    [
        plan_surface(SIZE, SurfaceOptions()),
        plan_surface(SIZE + 512, SurfaceOptions((Pattern.RANDOM,), 1)),
        plan_read(SIZE, SurfaceOptions()),
        plan_with_rest(),
    ],
)
def test_commands_are_those_that_the_supervisor_calls(plan: SurfacePlan) -> None:
    request: Any = start_request(
        drive(),
        plan,
        nonce="0" * 32,
        job_uid="job",
        controller="us",
        boot_id="boot",
        require_blank=True,
    )
    assert len(request["runs"]) == len(plan.asked)
    for asked, run in zip(request["runs"], plan.asked, strict=True):
        words = _request.badblocks_argv(
            asked,
            destructive=request["destructive"],
            error_limit=request["error_limit"],
            descriptor=7,
        )
        told = shlex.split(badblocks_command(run, plan.error_limit))
        assert [HELD.replace("N", "7") if word == HELD else word for word in told] == (
            words
        )


# --- The page ------------------------------------------------------------------------

Change = Callable[[str], str]


@pytest.fixture(scope="module")
def page() -> str:
    return certificate_page(made(each=50))


def test_the_page_stands_on_its_own(page: str) -> None:
    parts = taken_apart(page)
    assert not {"script", "link", "img", "iframe", "a", "object"} & {*parts.tags}
    assert not {"href", "src", "srcset", "action"} & parts.attributes
    assert not [name for name in parts.attributes if name.startswith("on")]
    assert "url(" not in page
    assert "@import" not in page
    assert re.findall(r"https?://[^\"]+", page) == ["http://www.w3.org/2000/svg"] * 5
    assert parts.tags.count("h1") == 1
    assert parts.tags.count("svg") == parts.tags.count("figure") == 5
    assert "@media print" in page


def test_the_page_tells_what_the_data_tells(page: str) -> None:
    words = taken_apart(page).words
    data = made(each=50)
    for said in (
        *("ZL2A0001", "tank", "Ada", "14 000 519 643 136 bytes", "7200 rpm"),
        *("In the test the CRC errors", "0xAA", "No bad block was found", "56 °C"),
        *("badblocks -X -w -s -v -t 0xaa -e 100 -b 4096", "smartctl -t long"),
        *(data["sha256"], "try 1 of 2", "was locked (Has data)", "smartctl 7.4"),
    ):
        assert said in words, said


def test_its_number_and_its_sum_are_on_the_first_sheet(page: str) -> None:
    words = taken_apart(page).words
    first, _ = words.split("Stages", 1)
    assert made(each=50)["sha256"] in first
    assert burnt_in().uid in first


def test_it_is_dark_on_dark_screens_and_never_on_paper(page: str) -> None:
    style = page[page.index("<style>") : page.index("</style>")]
    assert style.count("prefers-color-scheme") == 1
    assert "@media screen and (prefers-color-scheme:dark)" in style
    named = re.findall(r"var\((--\w+)\)", style)
    assert named
    for name in {*named}:
        assert style.count(f"{name}:#") == 2, name


def test_one_measurement_alone_is_no_curve() -> None:
    page = taken_apart(certificate_page(made(each=1)))
    assert page.tags.count("svg") == 1  # One of each pass: the heat has eight.
    one = certificate(burnt_in(), FACTS, {1: samples(1)[:1]})
    page = taken_apart(certificate_page(one))
    assert not page.tags.count("svg")
    assert "Lowest 36 °C, average 36 °C, highest 36 °C." in page.words


@pytest.mark.parametrize(
    ("factor", "said"), [(1, "MB/s"), (50, "GB/s"), (20_000, "GB/s")]
)
def test_speeds_are_drawn_in_a_fitting_unit(factor: int, said: str) -> None:
    fast = tuple(replace(one, speed=one.speed * factor) for one in samples(9))
    page = taken_apart(certificate_page(certificate(burnt_in(), FACTS, {1: fast})))
    assert page.text.count(said) == 4
    assert not [text for text in page.text if "e+" in text]


def test_the_data_is_in_the_page(page: str) -> None:
    found = re.search(r'<pre id="data">(.*?)</pre>', page, re.DOTALL)
    assert found
    data = json.loads(taken_apart(found[0]).text[0])
    assert data == made(each=50)
    assert verify(data)


def test_every_change_of_the_page_is_told(page: str) -> None:
    assert verify_page(page)
    assert verify_page(page.replace("\n", "\r\n"))
    for place in range(0, len(page), 211):
        other = "X" if page[place] != "X" else "Y"
        assert not verify_page(page[:place] + other + page[place + 1 :]), place
    assert not verify_page("")
    assert not verify_page(page.replace('name="page-sha256"', 'name="page-sha255"'))


def test_a_failed_page_shows_the_first_bad_blocks() -> None:
    words = taken_apart(certificate_page(made(failed()))).words
    assert "Bad blocks: 100." in words
    assert "17, 18, 19" in words
    assert "and 60 more" in words
    assert "This drive did not pass." in words


def test_what_a_host_or_a_person_writes_stays_text() -> None:
    usual = taken_apart(certificate_page(made(burnt_in("harmless"), 2)))
    for text in STRINGS:
        facts = Facts(text, text, text)
        data = certificate(burnt_in(text), facts, {1: samples(2)})
        assert verify(json.dumps(data))
        written = certificate_page(data)
        assert verify_page(written)
        page = taken_apart(written)
        assert {*page.tags} <= {*usual.tags}, ascii(text[:80])
        assert page.attributes <= usual.attributes, ascii(text[:80])
        for part in page.text:
            assert dangerous(part) <= {"\n"}, ascii(text[:80])


def test_a_stage_that_never_began_has_no_command() -> None:
    job = replace(make_job(), stages=(Stage(0, StageKind.SHORT_SMART),))
    assert certificate(job, Facts(), {})["stages"][0]["commands"] == []  # type: ignore[index,call-overload]
