"""The automations of README and of the pages of docs are taken by Home Assistant."""

from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import slugify
from homeassistant.util.yaml import parse_yaml
from pytest_homeassistant_custom_component.common import MockConfigEntry

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def automations() -> list[dict[str, Any]]:
    found = [
        parse_yaml(text)
        for page in PAGES
        for text in re.findall(
            r"^```yaml\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL
        )
    ]
    return [given for given in found if isinstance(given, dict) and "triggers" in given]


async def test_automations_are_taken(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    examples = automations()
    assert len(examples) == 8
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: examples})
    await hass.async_block_till_done()
    # One that is not valid is there, too, and unavailable.
    states = {
        example["alias"]: hass.states.get(f"automation.{slugify(example['alias'])}")
        for example in examples
    }
    assert [state.state for state in states.values() if state] == [STATE_ON] * 8
