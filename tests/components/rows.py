"""What docs/websocket.md promises, read from it, and a client that asks."""

from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

DOC = Path(__file__).parents[2] / "docs" / "websocket.md"

_FIELDS = re.compile(r"^\| (`[^|]*`) \|", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`")


def fields_of(what: str) -> set[str]:
    """The fields of a table of the document, by the words in bold before it."""
    _, _, rest = DOC.read_text(encoding="utf-8").partition(f"\n**{what}**\n")
    table = rest.partition("|\n\n")[0]
    found = {name for cell in _FIELDS.findall(table) for name in _NAME.findall(cell)}
    assert found, what
    return found


def keys_of(before: str) -> set[str]:
    """The names in the first object that the document writes behind these words."""
    _, _, rest = DOC.read_text(encoding="utf-8").partition(before)
    depth, outer = 0, ""
    for character in rest[rest.index("{") :]:
        depth -= character in "]}"
        if depth == 1 and character not in "]}":
            outer += character
        depth += character in "[{"
        if not depth:
            break
    # What follows a colon, also with others to choose from, is a value.
    words = re.sub(r':\s*"\w*"( \| "\w+")*', ":", outer)
    return set(re.findall(r'"(\w+)"', words))


@dataclass
class Feed:
    """A subscription: what came, and the rows as a client would keep them."""

    client: MockHAClientWebSocket
    number: int
    events: list[dict[str, Any]] = field(default_factory=list)
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    drives: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def next(self) -> dict[str, Any]:
        """Wait for the next event, and take it in."""
        message = await self.client.receive_json()
        assert (message["id"], message["type"]) == (self.number, "event")
        event: dict[str, Any] = message["event"]
        self.events.append(event)
        for key in event.get("removed", ()):
            self.drives.pop(key, None)
        for key in event.get("removed_hosts", ()):
            self.hosts.pop(key, None)
        self.hosts |= {row["id"]: row for row in event["hosts"]}
        self.drives |= {row["key"]: row for row in event["drives"]}
        return event

    def drive(self, key: str) -> dict[str, Any]:
        """The row of a drive by the drive's own key."""
        (row,) = (row for name, row in self.drives.items() if name.endswith(f":{key}"))
        return row


async def subscribe(
    hass: HomeAssistant, connect: WebSocketGenerator, token: str | None = None
) -> Feed:
    """Subscribe, and take the snapshot in."""
    client = await (connect(hass, token) if token else connect(hass))
    await client.send_json_auto_id({"type": "nas_burnin/subscribe"})
    answer = await client.receive_json()
    assert answer["success"], answer
    assert answer["result"] is None
    feed = Feed(client, answer["id"])
    event = await feed.next()
    assert event["type"] == "snapshot"
    return feed


async def ask(client: MockHAClientWebSocket, kind: str, /, **values: Any) -> Any:
    """Send a command; its answer, or the code of its error."""
    await client.send_json_auto_id({"type": f"nas_burnin/{kind}", **values})
    answer = await client.receive_json()
    return answer["result"] if answer["success"] else answer["error"]["code"]
