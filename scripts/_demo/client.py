"""Home Assistant as a browser sees it: its REST and websocket APIs, and no other way."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from .problem import DemoError

DOMAIN = "nas_burnin"

_START_TRIES = 300

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in, also in the browser."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class DriveDevice:
    """A drive as Home Assistant has it; `entities` by the integration's own keys."""

    device_id: str
    key: str
    serial: str
    name: str
    entities: dict[str, str]


class Client:
    """A logged-in person's connection."""

    def __init__(
        self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        """Take over a session and its authenticated websocket; use `connected`."""
        self._session = session
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._listeners: dict[int, Callable[[Json], None]] = {}
        self._closed = asyncio.Event()

    async def ask(self, kind: str, **values: Any) -> Any:
        """Send a websocket command; DemoError when it is refused."""
        number = self._next()
        return await self._send(number, {"type": kind, **values})

    async def listen(
        self, listener: Callable[[Json], None], kind: str, **values: Any
    ) -> None:
        """Subscribe with a websocket command; each event goes to the listener."""
        number = self._next()
        self._listeners[number] = listener
        await self._send(number, {"type": kind, **values})

    async def post(self, path: str, **values: Any) -> Json:
        """Post to the REST API; DemoError when it is refused."""
        async with self._session.post(path, json=values) as response:
            return await _json(response)

    async def act(self, action: str, **values: Any) -> Json:
        """Call an action of the integration as this person; its answer."""
        result = await self.ask(
            "call_service",
            domain=DOMAIN,
            service=action,
            service_data=values,
            return_response=True,
        )
        answer: Json = result["response"]
        return answer

    async def wait(self, event: asyncio.Event) -> None:
        """Wait for an event that a listener sets; DemoError when none can come."""
        waits = [asyncio.ensure_future(e.wait()) for e in (event, self._closed)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._closed.is_set():
            raise _hung_up()

    async def receive(self) -> None:
        """Hand out what comes in until the connection ends."""
        try:
            async for message in self._socket:
                self._take(message.json())
        finally:
            self._closed.set()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(_hung_up())

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def _send(self, number: int, message: Json) -> Any:
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_json({"id": number, **message})
            reply = await answer
        finally:
            del self._answers[number]
        if not reply["success"]:
            error = reply["error"]
            raise DemoError(f"{message['type']} was refused: {error['message']}")
        return reply["result"]

    def _take(self, message: Json) -> None:
        number = message["id"]
        if message["type"] == "event":
            self._listeners[number](message["event"])
        elif answer := self._answers.get(number):
            answer.set_result(message)


async def log_in(url: str, login: Login) -> Json:
    """Log in, as the first user of a new Home Assistant if there is none yet.

    The answer is what a browser keeps: `access_token`, `refresh_token`, `expires_in`.
    """
    client_id = f"{url}/"
    async with aiohttp.ClientSession(url) as session:
        code = await _first_user(session, client_id, login)
        if code is None:
            code = await _log_in(session, client_id, login)
        async with session.post(
            "/auth/token",
            data={
                "grant_type": "authorization_code",
                "client_id": client_id,
                "code": code,
            },
        ) as response:
            return await _json(response)


@asynccontextmanager
async def connected(url: str, login: Login) -> AsyncGenerator[Client]:
    """Log in, and speak to Home Assistant as this person."""
    token = (await log_in(url, login))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(url, headers=headers) as session,
        session.ws_connect("/api/websocket", max_msg_size=0, heartbeat=30) as socket,
    ):
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": token})
        reply = await socket.receive_json()
        if reply["type"] != "auth_ok":
            raise DemoError(f"Home Assistant refuses the login: {reply}")
        client = Client(session, socket)
        receiver = asyncio.create_task(client.receive())
        try:
            yield client
        finally:
            receiver.cancel()
            await asyncio.wait([receiver])


async def add_nas(
    client: Client,
    *,
    address: Json,
    fingerprint: str,
    authorize: Callable[[str], None],
) -> None:
    """Go through the set-up dialog as a person would.

    `authorize` is given the line that a person would paste on the NAS.
    """
    flows = "/api/config/config_entries/flow"
    step = await client.post(flows, handler=DOMAIN)
    path = f"{flows}/{step['flow_id']}"
    step = await client.post(path, **address, key_source="generate")
    shown = _placeholders(step, "host_key")["fingerprint"]
    if shown != fingerprint:
        raise DemoError(f"Another host key than the NAS's is shown: {shown}")
    step = await client.post(path, accepted=True)
    authorize(_placeholders(step, "authorize")["key_line"])
    step = await client.post(path, username=address["username"])
    if step["type"] != "create_entry":
        raise _stuck(step)


async def loaded(client: Client) -> None:
    """Wait until Home Assistant runs; DemoError when our entry could not be loaded."""
    for _ in range(_START_TRIES):
        if (await client.ask("get_config"))["state"] == "RUNNING":
            break
        await asyncio.sleep(0.2)
    else:
        raise DemoError("Home Assistant does not finish its start.")
    for entry in await client.ask("config_entries/get", domain=DOMAIN):
        if entry["state"] != "loaded":
            raise DemoError(
                f"The NAS can't be used ({entry['state']}): {entry['reason']}"
            )


_NEEDED = frozenset({"burn_in", "activity", "lock", "phase", "progress"})
_TRIES = 120


async def drives(client: Client) -> list[DriveDevice]:
    """Every drive that Home Assistant has a device for, with its entities.

    A NAS with many drives gets them a few at a time, so they are waited for.
    """
    found = await _drives(client)
    for _ in range(_TRIES):
        if all(drive.entities.keys() >= _NEEDED for drive in found):
            break
        await asyncio.sleep(0.5)
        found = await _drives(client)
    return found


async def _drives(client: Client) -> list[DriveDevice]:
    devices = await client.ask("config/device_registry/list")
    entities = await client.ask("config/entity_registry/list")
    found = []
    for device in devices:
        keys = [key for domain, key in device["identifiers"] if domain == DOMAIN]
        # The NAS itself has no serial number.
        if not keys or not device["serial_number"]:
            continue
        found.append(
            DriveDevice(
                device["id"],
                keys[0],
                device["serial_number"],
                device["name"],
                {
                    entity["unique_id"].partition(f"_{keys[0]}_")[2]: entity[
                        "entity_id"
                    ]
                    for entity in entities
                    if entity["device_id"] == device["id"]
                },
            )
        )
    return sorted(found, key=lambda drive: drive.serial)


async def words(client: Client) -> dict[str, str]:
    """The words in which the frontend shows our entities' states, in English."""
    answer = await client.ask(
        "frontend/get_translations",
        language="en",
        category="entity",
        integration=[DOMAIN],
    )
    resources: dict[str, str] = answer["resources"]
    return resources


async def _first_user(
    session: aiohttp.ClientSession, client_id: str, login: Login
) -> str | None:
    """Make the owner; None when there is one already."""
    async with session.post(
        "/api/onboarding/users",
        json={
            "client_id": client_id,
            "name": login.username.capitalize(),
            "username": login.username,
            "password": login.password,
            "language": "en",
        },
    ) as response:
        # With all steps done the whole API is gone.
        if response.status in {403, 404}:
            return None
        return str((await _json(response))["auth_code"])


async def _log_in(session: aiohttp.ClientSession, client_id: str, login: Login) -> str:
    async with session.post(
        "/auth/login_flow",
        json={
            "client_id": client_id,
            "handler": ["homeassistant", None],
            "redirect_uri": client_id,
        },
    ) as response:
        flow = await _json(response)
    async with session.post(
        f"/auth/login_flow/{flow['flow_id']}",
        json={
            "client_id": client_id,
            "username": login.username,
            "password": login.password,
        },
    ) as response:
        step = await _json(response)
    if step["type"] != "create_entry":
        raise DemoError(f"Home Assistant refuses the login: {step.get('errors')}")
    return str(step["result"])


async def _json(response: aiohttp.ClientResponse) -> Json:
    if not response.ok:
        text = (await response.text())[:500]
        raise DemoError(f"{response.url.path} answers {response.status}: {text}")
    answer: Json = await response.json()
    return answer


def _placeholders(step: Json, expected: str) -> dict[str, str]:
    if step["type"] != "form" or step["step_id"] != expected or step["errors"]:
        raise _stuck(step)
    placeholders: dict[str, str] = step["description_placeholders"]
    return placeholders


def _hung_up() -> DemoError:
    return DemoError("Home Assistant has closed the connection.")


def _stuck(step: Json) -> DemoError:
    said = step.get("errors") or step.get("reason") or step["type"]
    values = step.get("description_placeholders") or {}
    detail = values.get("detail") or values.get("tool") or ""
    where = step.get("step_id", "the end")
    return DemoError(f"The set-up of the NAS stops at {where}: {said} {detail}".strip())
