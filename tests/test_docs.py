"""What README and docs say is so: pictures, tables, examples, links."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
import json
import os
from pathlib import Path
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.nas_burnin import const, services
from custom_components.nas_burnin.actions import queueing
from custom_components.nas_burnin.engine.model import Pattern, Protocol, StageKind
from custom_components.nas_burnin.engine.parse.check import NEEDED_TOOLS, OLDEST_PYTHON
from custom_components.nas_burnin.engine.queue.plan import PROFILES, mean_speed
from custom_components.nas_burnin.engine.remote import _request

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / const.DOMAIN
PACKAGE_NAME = f"custom_components.{const.DOMAIN}"
ENGINE = PACKAGE / "engine"
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
PROTOCOL = (ROOT / "docs" / "remote-protocol.md").read_text()
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

TEXTS = json.loads((PACKAGE / "translations" / "en.json").read_text())
MANIFEST = json.loads((PACKAGE / "manifest.json").read_text())

each = pytest.mark.parametrize


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert found is not None
    rest = text[found.end() :]
    return re.split(rf"^#{{1,{len(found[1])}}} ", rest, flags=re.MULTILINE)[0]


def tables(text: str) -> list[list[list[str]]]:
    """Every table, as rows of cells, without its heading."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [
        [[cell.strip() for cell in row[1:-1].split("|")] for row in rows[2:]]
        for rows in (block.splitlines() for block in blocks)
    ]


def blocks(text: str, language: str) -> list[str]:
    """Every fenced block in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def code(cell: str) -> str:
    assert cell[0] == cell[-1] == "`"
    return cell[1:-1]


# --- The picture ---------------------------------------------------------------------

(PICTURE,) = blocks(ARCHITECTURE, "mermaid")
ROOMS: dict[str, list[str]] = {
    room: re.findall(r"\w+(?:\.py|/)", re.sub(r"<[^>]*>", " ", label))
    for room, label in re.findall(r"^ *(\w+)\[\"(.*)\"\]$", PICTURE, re.MULTILINE)
}
ARROWS = set(re.findall(r"^ *(\w+) --> (\w+)$", PICTURE, re.MULTILINE))


FLOOR = re.findall(
    r"^ +(\w+)\[",
    PICTURE.split("subgraph floor")[1].split("\n    end")[0],
    re.MULTILINE,
)
"""The rooms of the Home Assistant floor; what lies beside the engine is in the first."""

IN_ENGINE = {name: room for room in ROOMS.keys() - FLOOR for name in ROOMS[room]}
ON_FLOOR = {name: room for room in FLOOR for name in ROOMS[room]}


def names_in(folder: Path) -> set[str]:
    """Modules and packages that lie in a folder."""
    return {
        path.name if path.is_file() else f"{path.name}/"
        for path in folder.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__.py"}


def room_at(path: Path) -> str:
    """The room of a module or package, given by its path without a suffix."""
    folder = ENGINE if path.is_relative_to(ENGINE) else PACKAGE
    first = path.relative_to(folder).parts[0]
    name = f"{first}/" if (folder / first).is_dir() else f"{first}.py"
    return IN_ENGINE[name] if folder == ENGINE else ON_FLOOR.get(name, FLOOR[0])


def imported(path: Path) -> Iterator[Path]:
    """Modules and packages of the product that a file imports, without a suffix."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = path.parents[node.level - 1]
        if node.module is not None:
            yield base.joinpath(*node.module.split("."))
        else:
            yield from (base / alias.name for alias in node.names)


def allowed() -> set[tuple[str, str]]:
    """From room to room; an arrow of the whole floor is one of each of its rooms."""
    return {
        (room, end)
        for start, end in ARROWS
        for room in (FLOOR if start == "floor" else [start])
    }


def test_picture_names_every_room_once() -> None:
    named = Counter(name for names in ROOMS.values() for name in names)
    assert named == Counter([*IN_ENGINE, *ON_FLOOR])
    assert IN_ENGINE.keys() == names_in(ENGINE)
    beside = names_in(PACKAGE) - {"engine/"}
    assert ON_FLOOR.keys() <= beside
    assert {name for name in beside if name.endswith("/")} <= ON_FLOOR.keys()


def test_imports_go_along_the_arrows() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "www"]
    used = {
        (room_at(path.with_suffix("")), room_at(target))
        for path in files
        if path != ENGINE / "__init__.py"
        for target in imported(path)
        if target != ENGINE
    }
    ways = {(start, end) for start, end in used if start != end}
    assert {(start, end) for start, end in ways if end != "ground"} <= allowed()
    assert not any(start == "ground" for start, _ in ways)
    # An arrow that nobody goes along is no part of the picture.
    gone = {("floor" if start in FLOOR else start, end) for start, end in ways} | ways
    assert gone >= ARROWS


def test_arrows_point_down_only() -> None:
    below: dict[str, set[str]] = {}
    for start, end in allowed():
        below.setdefault(start, set()).add(end)
    waiting = set(below)
    while free := {room for room in waiting if not below[room] & waiting}:
        waiting -= free
    assert not waiting


# --- Triggers and conditions --------------------------------------------------------


AUTOMATIONS = [
    (kind, key) for kind in ("triggers", "conditions") for key in sorted(TEXTS[kind])
]


@each(("kind", "key"), AUTOMATIONS, ids=str)
def test_triggers_and_conditions_have_a_page_each(kind: str, key: str) -> None:
    place, told = f"docs/{kind}/{key}.md", TEXTS[kind][key]
    page = (ROOT / place).read_text()
    assert page.startswith(f"# {told['name']}\n\n`{const.DOMAIN}.{key}`\n")
    for heading in ("Options", "In the editor", "In YAML"):
        assert f"\n## {heading}\n" in page
    assert all(f"| `{field}` |" in page for field in told.get("fields", {}))
    (example,) = blocks(page, "yaml")
    assert f"{kind.removesuffix('s')}: {const.DOMAIN}.{key}\n" in example
    assert parse_yaml(example)
    assert f"]({place})" in README
    assert f"]({kind}/{key}.md)" in (ROOT / "docs" / f"{kind}.md").read_text()


@each("kind", ["triggers", "conditions"])
def test_no_page_is_left_over(kind: str) -> None:
    pages = {path.stem for path in (ROOT / "docs" / kind).iterdir()}
    assert pages == TEXTS[kind].keys()
    assert f"](docs/{kind}.md)" in README


# --- Links and names -----------------------------------------------------------------

LINKS = [
    (path, target)
    for path in DOCUMENTS
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text())
]
HOSTS = {"github.com", "my.home-assistant.io"}
DOMAINS = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|dev|io|net|org|sh|xyz)\b")


@each(
    ("path", "target"),
    LINKS,
    ids=lambda value: name_of(value) if isinstance(value, Path) else value,
)
def test_links_lead_somewhere(path: Path, target: str) -> None:
    address = urlsplit(target)
    if address.scheme:
        assert address.scheme == "https"
        assert address.netloc in HOSTS
        return
    assert (path.parent / address.path).resolve().exists()


@each("path", DOCUMENTS, ids=name_of)
def test_no_other_host_is_named(path: Path) -> None:
    # A script or a module is no host, however much its name looks like one.
    named = set(DOMAINS.findall(unquote(path.read_text())))
    assert {name for name in named if not name.endswith(".sh")} <= HOSTS


def test_links_of_my_home_assistant_are_of_this_repository() -> None:
    home = MANIFEST["documentation"]
    owner, repository = home.removeprefix("https://github.com/").split("/")
    pages = [
        (urlsplit(target).path.split("/")[2], parse_qs(urlsplit(target).query))
        for _, target in LINKS
        if urlsplit(target).netloc == "my.home-assistant.io"
    ]
    imports = [asked for page, asked in pages if page == "blueprint_import"]
    blueprints = {url for asked in imports for url in asked["blueprint_url"]}
    assert blueprints == {
        f"{home}/blob/main/{name_of(path)}"
        for path in (ROOT / "blueprints").rglob("*.yaml")
    }
    asked = dict(pages)
    assert asked["hacs_repository"] == {
        "owner": [owner],
        "repository": [repository],
        "category": ["integration"],
    }
    assert asked["config_flow_start"] == {"domain": [const.DOMAIN]}


@each("blueprint", sorted((ROOT / "blueprints").rglob("*.yaml")), ids=name_of)
def test_blueprints_are_told_of_and_know_where_they_are_from(blueprint: Path) -> None:
    place = name_of(blueprint)
    assert f"]({place})" in README
    source = f"source_url: {MANIFEST['documentation']}/blob/main/{place}\n"
    assert source in blueprint.read_text()


REPOSITORY = [
    f"/{name_of(path)}"
    for top in ("custom_components", "docs", "mock_truenas", "scripts", "tests")
    for path in (ROOT / top).rglob("*")
    if path.is_file()
]


@each("path", DOCUMENTS, ids=name_of)
def test_files_that_are_named_exist(path: Path) -> None:
    spans = re.findall(r"`([\w./-]+\.(?:py|sh|md|yaml))`", path.read_text())
    lost = [
        span
        for span in spans
        if not any(file.endswith(f"/{span}") for file in REPOSITORY)
    ]
    assert not lost


def test_commands_exist() -> None:
    commands = set(re.findall(r"\bscripts/[\w-]+", README + ARCHITECTURE))
    assert {"scripts/demo", "scripts/test", "scripts/setup"} <= commands
    assert all(os.access(ROOT / command, os.X_OK) for command in commands)


# --- Tables of README ----------------------------------------------------------------


def test_states_of_the_burn_in_are_explained() -> None:
    states, verdicts = set(), set()
    for state, verdict, _ in tables(section(README, "Burn in a drive"))[1]:
        states.add(state)
        verdicts.add(verdict)
    words = TEXTS["entity"]["sensor"]
    ended = {"Idle", "Queued", "Running"}
    assert states == set(words["burn_in"]["state"].values()) - ended
    assert verdicts == {*words["last_verdict"]["state"].values(), "none"}


def test_profiles() -> None:
    rows = tables(section(README, "Burn in a drive"))[0]
    assert [code(name) for name, _ in rows] == list(PROFILES)
    for name, told in rows:
        profile = PROFILES[code(name)]
        writes = StageKind.SURFACE_VALIDATE in profile.stages
        for pattern in profile.options.patterns if writes else ():
            shown = (
                pattern.value if pattern is Pattern.RANDOM else f"0x{pattern.upper()}"
            )
            assert shown in told
        assert ("Erases nothing" in told) is not writes


def described_actions() -> dict[str, Any]:
    described = parse_yaml((PACKAGE / "services.yaml").read_text())
    assert isinstance(described, dict)
    return described


ACTIONS = described_actions()


STEPS = ("user", "host_key", "paste_key", "upload_key", "authorize")


def test_fields_of_the_set_up() -> None:
    (rows,) = tables(section(README, "Set up"))
    told: dict[str, list[str]] = {}
    step = ""
    for name, field, _ in rows:
        step = name or step
        told.setdefault(step, []).append(field)
    texts = TEXTS["config"]["step"]
    assert told == {
        texts[step]["title"]: list(texts[step]["data"].values()) for step in STEPS
    }


def test_what_it_needs() -> None:
    needs = section(README, "What it needs")
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert f"Home Assistant {hacs['homeassistant']} or newer" in needs
    assert f"`python3` {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer" in needs
    assert all(f"`{tool}`" in needs for tool in NEEDED_TOOLS)


def test_limits_of_numbers() -> None:
    assert f"1 to {const.MAX_MAX_PARALLEL}." in section(README, "Entities")


# --- How long it takes ---------------------------------------------------------------

TERABYTE = 10**12
(DURATIONS,) = tables(section(README, "How long it takes"))


def hours(size: int, speed: int, passes: int) -> float:
    return size * TERABYTE * passes / (speed * 10**6) / 3600


@each("row", DURATIONS, ids=lambda row: row[0])
def test_durations(row: list[str]) -> None:
    size, slow, fast = (int(n) for n in re.findall(r"\d+", f"{row[0]} {row[1]}"))
    for told, passes in zip(row[2:], (1, 4, 8, 9), strict=True):
        low, high = hours(size, fast, passes), hours(size, slow, passes)
        expected = f"{low:.0f}-{high:.0f} h"
        days = f"{low / 24:.1f}-{high / 24:.1f} days"
        if passes == 8:
            expected += f" ({days})"
        if passes == 9:
            expected = days
        assert told == expected
    # What the product itself assumes lies in what is told.
    assumed = mean_speed(size * TERABYTE, Protocol.ATA, 7200)
    assert slow * 10**6 <= assumed <= fast * 10**6


def test_durations_are_of_the_profiles() -> None:
    heading = section(README, "How long it takes")
    assert "Quick: two patterns | Standard: four patterns" in heading
    patterns = {
        name: len(PROFILES[name].options.patterns) for name in ("standard", "quick")
    }
    assert patterns == {"standard": 4, "quick": 2}
    sizes = [int(row[0].split()[0]) for row in DURATIONS]
    assert all(smaller < larger for smaller, larger in pairwise(sizes))


# --- Examples ------------------------------------------------------------------------

EXAMPLES = [parse_yaml(text) for text in blocks(README, "yaml")]
SCHEMAS: dict[str, Callable[[Any], Any]] = {
    f"{const.DOMAIN}.{action}": getattr(services, f"{action.upper()}_SCHEMA")
    for action in ACTIONS
}


def calls(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "action" in node:
            yield node
        for below in node.values():
            yield from calls(below)
    elif isinstance(node, list):
        for below in node:
            yield from calls(below)


CALLS = [call for example in EXAMPLES for call in calls(example)]


@each("call", CALLS, ids=lambda call: call["action"])
def test_examples_are_accepted(call: dict[str, Any]) -> None:
    assert SCHEMAS[call["action"]](call["data"])


def test_every_action_has_an_example() -> None:
    assert {call["action"] for call in CALLS} == SCHEMAS.keys()


def test_the_answer_has_the_form_it_has() -> None:
    (answer,) = (
        example
        for example in EXAMPLES
        if isinstance(example, dict) and "results" in example
    )
    assert list(answer) == ["results", *queueing.OUTCOMES]
    for result in answer["results"]:
        assert list(result) == ["device_id", "drive", "outcome", "job", "reasons"]
        assert (result["job"] is None) == bool(result["reasons"])
    outcomes = [result["outcome"] for result in answer["results"]]
    for outcome in queueing.OUTCOMES:
        assert answer[outcome] == outcomes.count(outcome)


# --- The contract with the NAS -------------------------------------------------------


def test_the_request_has_the_fields_that_are_allowed() -> None:
    text = section(PROTOCOL, "request.json")
    written = re.search(r"^    \{.*?\}\n\n", text, re.MULTILINE | re.DOTALL)
    assert written is not None
    request = json.loads(written[0])
    assert request.keys() == _request.TOP.keys()
    assert request["identity"].keys() == _request.IDENTITY.keys()
    assert request["runs"][0].keys() == _request.RUN.keys()


PROGRAMS = sorted((ENGINE / "remote").glob("*.py"))


@each("path", PROGRAMS, ids=lambda path: path.name)
def test_every_refusal_is_in_the_contract(path: Path) -> None:
    source = path.read_text()
    codes = set(re.findall(r"\b(?:Refused|Denied|explain)\(\s*\"(\w+)\"", source))
    told = set(re.findall(r"`(\w+)`", PROTOCOL))
    assert codes <= told
