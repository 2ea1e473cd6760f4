"""The cards reach the browser by both ways, and leave nothing behind."""

from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.nas_burnin.cards import bundle as card
from custom_components.nas_burnin.const import (
    DOMAIN,
    ISSUE_CARD_LINE,
    OPTION_REGISTER_CARD,
)
from tests.components.conftest import Engine

CONTENT = b"// the cards\n"
URL = f"/nas_burnin/nas-burnin.js?v={sha256(CONTENT).hexdigest()[:12]}"
OTHERS = [
    {"id": "a", "type": "module", "url": "/hacsfiles/other.js?hacstag=1"},
    {"id": "b", "type": "css", "url": "/local/nas-burnin.js"},
    {"id": "c", "type": "module", "url": "/nas_burnin/nas-burnin.js.bak"},
]


@pytest.fixture
def browser() -> bool:
    return True


@pytest.fixture
def platforms() -> list[Platform]:
    return []


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the built file lies."""
    (tmp_path / card.FILE).write_bytes(CONTENT)
    monkeypatch.setattr(card, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def kept() -> list[dict[str, str]]:
    """The resources that were there before."""
    return []


@pytest.fixture(autouse=True)
def storage(hass_storage: dict[str, Any], kept: list[dict[str, str]]) -> None:
    hass_storage["lovelace_resources"] = {
        "version": 1,
        "key": "lovelace_resources",
        "data": {"items": [*OTHERS, *kept]},
    }


def ours(*urls: str) -> list[dict[str, str]]:
    return [
        {"id": f"own{number}", "type": "module", "url": url}
        for number, url in enumerate(urls)
    ]


def resources(hass: HomeAssistant) -> list[dict[str, str]]:
    """All resources but those of others, which are there as they were."""
    items: list[dict[str, str]] = hass.data[LOVELACE_DATA].resources.async_items()
    assert [item for item in items if item in OTHERS] == OTHERS
    return [item for item in items if item not in OTHERS]


def extra(hass: HomeAssistant) -> list[str]:
    return [url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if DOMAIN in url]


async def options(hass: HomeAssistant, entry: MockConfigEntry, *, wanted: bool) -> None:
    changed = {**entry.options, OPTION_REGISTER_CARD: wanted}
    hass.config_entries.async_update_entry(entry, options=changed)
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "kept",
    [
        ours(),
        ours(URL),
        ours("/nas_burnin/nas-burnin.js?v=old"),
        ours("/nas_burnin/nas-burnin.js", URL, "/nas_burnin/nas-burnin.js?v=old"),
        [{"id": "js", "type": "js", "url": URL}],
    ],
    ids=["fresh", "same", "older", "doubled", "no_module"],
)
async def test_there_is_one_resource_of_the_present_file(
    hass: HomeAssistant, loaded: MockConfigEntry, kept: list[dict[str, str]]
) -> None:
    (item,) = resources(hass)
    assert (item["type"], item["url"]) == ("module", URL)
    # What a dashboard may point to keeps its id.
    assert not kept or item["id"] == kept[0]["id"]
    assert extra(hass) == [URL]
    assert not ir.async_get(hass).async_get_issue(DOMAIN, ISSUE_CARD_LINE)


async def test_the_file_is_served_without_a_login(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    client = await hass_client_no_auth()
    answer = await client.get(URL)
    assert answer.status == HTTPStatus.OK
    assert await answer.read() == CONTENT
    assert "max-age" in answer.headers["Cache-Control"]


async def test_without_the_file_all_else_works(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (folder / card.FILE).unlink()
    with patch("custom_components.nas_burnin.PLATFORMS", []):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert "No cards for the dashboards" in caplog.text
    assert extra(hass) == []


async def test_the_option_takes_them_back_and_brings_them_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await options(hass, loaded, wanted=False)
    assert (resources(hass), extra(hass)) == ([], [])
    await options(hass, loaded, wanted=True)
    assert [item["url"] for item in resources(hass)] == extra(hass) == [URL]


@pytest.mark.parametrize("kept", [ours(URL)])
async def test_what_was_added_by_hand_stays_without_the_option(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options={OPTION_REGISTER_CARD: False})
    with patch("custom_components.nas_burnin.PLATFORMS", []):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert extra(hass) == []
    await hass.data[LOVELACE_DATA].resources.async_get_info()
    assert [item["url"] for item in resources(hass)] == [URL]


async def test_one_host_that_wants_them_is_enough(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain=DOMAIN, unique_id="other", title="vault")
    other.add_to_hass(hass)
    await options(hass, loaded, wanted=False)
    assert extra(hass) == [URL]
    await options(hass, other, wanted=False)
    assert (resources(hass), extra(hass)) == ([], [])


async def test_the_last_host_takes_them_with_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    assert (resources(hass), extra(hass)) == ([], [])


@pytest.mark.parametrize("kept", [ours(URL)])
async def test_a_host_that_is_removed_while_disabled_does_too(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "lovelace", {})
    entry.disabled_by = ConfigEntryDisabler.USER
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert resources(hass) == []


async def in_yaml(
    hass: HomeAssistant, entry: MockConfigEntry, lines: list[dict[str, str]]
) -> ir.IssueEntry | None:
    config = {"lovelace": {"mode": "yaml", "resources": lines}}
    assert await async_setup_component(hass, "lovelace", config)
    with patch("custom_components.nas_burnin.PLATFORMS", []):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert extra(hass) == [URL]
    return ir.async_get(hass).async_get_issue(DOMAIN, ISSUE_CARD_LINE)


@pytest.mark.parametrize(
    "lines", [[], [{"url": "/nas_burnin/nas-burnin.js?v=old", "type": "module"}]]
)
async def test_in_yaml_a_repair_names_the_line(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    lines: list[dict[str, str]],
) -> None:
    issue = await in_yaml(hass, entry, lines)
    assert issue
    assert issue.translation_placeholders == {"line": f"- url: {URL}\n  type: module"}
    await options(hass, entry, wanted=False)
    assert not ir.async_get(hass).async_get_issue(DOMAIN, ISSUE_CARD_LINE)


async def test_in_yaml_the_line_is_enough(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    assert await in_yaml(hass, entry, [{"url": URL, "type": "module"}]) is None
    assert hass.data[LOVELACE_DATA].resources.async_items() == [
        {"url": URL, "type": "module"}
    ]


async def test_where_there_are_no_dashboards_nothing_is_missed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    del hass.data[LOVELACE_DATA]
    await options(hass, loaded, wanted=False)
    assert extra(hass) == []
