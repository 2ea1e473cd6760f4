"""The websocket commands of the cards: docs/websocket.md is their contract.

They only read, so whoever may see the entities may ask. Persons are named, and the
words that unlock a drive are shown, to administrators alone.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import (
    ERR_NOT_FOUND,
    WebSocketCommandHandler,
)
from homeassistant.components.websocket_api.decorators import (
    async_response,
    websocket_command,
)
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .actions.targets import by_entry, drives_by_id
from .cards.job_detail import curve, drive_detail, event, past_job, surface_stage
from .cards.live_rows import LIVE, LiveRows, Subscriber
from .cards.rows import Row, contents, time
from .const import DEFAULT_PROFILE, DOMAIN
from .coordinator import NasBurninConfigEntry
from .engine.jobs.curves import slow_of
from .engine.model import Pattern, Profile, StageKind, SurfaceOptions
from .engine.outlook.preview import preview
from .engine.sentences.speaker import Speaker
from .engine.sentences.tables import LANGUAGES, language_of
from .entity import drive_unique_id
from .errors import refusal
from .profiles import CUSTOM_PROFILE, LONGEST_NAME, profile_named
from .records.documents import (
    Document,
    Format,
    Wanted,
    async_certificate,
    async_export,
    async_history,
    async_names,
    async_some,
    drive_key_of,
)
from .shown import async_note_language, speaker_of

MOST_ROWS: Final = 200
MOST_DRIVES: Final = 1000

_ID = vol.All(str, vol.Length(min=1, max=100))
_LANGUAGE: Final[dict[str | vol.Marker, Any]] = {
    vol.Optional("language"): vol.All(str, vol.Length(max=100))
}

type Msg = dict[str, Any]
type Answering = Callable[
    [HomeAssistant, ActiveConnection, Msg], Awaitable[Row | Document]
]


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands; they work whatever is set up."""
    hass.data[LIVE] = {name: LiveRows(hass, Speaker(name)) for name in LANGUAGES}
    for command in (
        ws_subscribe,
        ws_drive,
        ws_curve,
        ws_jobs,
        ws_events,
        ws_estimate,
        ws_document,
    ):
        websocket_api.async_register_command(hass, command)


def _answering(answer: Answering) -> WebSocketCommandHandler:
    """Send what is answered, and say `not_found` of what is not there."""

    @async_response
    @wraps(answer)
    async def handle(
        hass: HomeAssistant, connection: ActiveConnection, msg: Msg
    ) -> None:
        try:
            result = await answer(hass, connection, msg)
        except ServiceValidationError as err:
            connection.send_error(
                msg["id"],
                ERR_NOT_FOUND,
                str(err),
                translation_key=err.translation_key,
                translation_domain=err.translation_domain,
                translation_placeholders=err.translation_placeholders,
            )
        else:
            connection.send_result(msg["id"], result)

    return handle


def _speaker(hass: HomeAssistant, connection: ActiveConnection, msg: Msg) -> Speaker:
    """Who speaks to the person in front of the card; without a word, to all here."""
    if "language" not in msg:
        return speaker_of(hass)
    # What that person then asks for may be refused.
    async_note_language(hass, connection.user.id, msg["language"])
    return Speaker(msg["language"])


@websocket_command({vol.Required("type"): f"{DOMAIN}/subscribe", **_LANGUAGE})
@callback
def ws_subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: Msg) -> None:
    """Send all rows, then what changes."""
    number = msg["id"]

    @callback
    def send(event: bytes) -> None:
        connection.send_message(construct_event_message(number, event))

    connection.send_result(number)
    language = language_of(_speaker(hass, connection, msg).language)
    connection.subscriptions[number] = hass.data[LIVE][language].async_subscribe(
        Subscriber(send, lambda: connection.user.is_admin)
    )


@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/drive",
        vol.Required("device_id"): _ID,
        **_LANGUAGE,
    }
)
@_answering
async def ws_drive(hass: HomeAssistant, connection: ActiveConnection, msg: Msg) -> Row:
    """Answer what the drawer shows of a drive besides its row."""
    (drive,) = drives_by_id(hass, [msg["device_id"]])
    coordinator = drive.entry.runtime_data
    view = coordinator.data.drives[drive.drive_key]
    names = await async_names(hass, names=connection.user.is_admin)
    registry = er.async_get(hass)

    def entity_id(key: str) -> str | None:
        unique_id = drive_unique_id(coordinator, drive.drive_key, key)
        return registry.async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id)

    requested_by = names.asked(view.job.job) if view.job else None
    speaker = _speaker(hass, connection, msg)
    return drive_detail(drive.entry.entry_id, view, requested_by, entity_id, speaker)


@websocket_command({vol.Required("type"): f"{DOMAIN}/curve", vol.Required("job"): _ID})
@_answering
async def ws_curve(hass: HomeAssistant, connection: ActiveConnection, msg: Msg) -> Row:
    """Answer the speed over the surface of a job."""
    async with async_history(hass) as history:
        job = await history.job(msg["job"])
        if job is None:
            raise refusal("no_such_job", job=msg["job"])
        stage = surface_stage(job)
        samples = await history.samples(job.uid, stage.position) if stage else ()
        slow = await slow_of(history, job, stage) if stage else ()
    # It goes through thousands of samples.
    return await hass.async_add_executor_job(curve, job, stage, samples, slow)


@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/jobs",
        vol.Required("device_id"): _ID,
        vol.Optional("limit", default=20): vol.All(int, vol.Range(1, MOST_ROWS)),
        vol.Optional("before"): _ID,
        **_LANGUAGE,
    }
)
@_answering
async def ws_jobs(hass: HomeAssistant, connection: ActiveConnection, msg: Msg) -> Row:
    """Answer the jobs of a drive on whatever host, newest first."""
    key = drive_key_of(hass, msg["device_id"])
    wanted = Wanted(drive_keys=(key,), before=msg.get("before"))
    jobs, _ = await async_some(hass, wanted, msg["limit"])
    names = await async_names(hass, names=False)
    speaker = _speaker(hass, connection, msg)
    return {"jobs": [past_job(job, names.host(job), speaker) for job in jobs]}


@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/events",
        vol.Required("device_id"): _ID,
        vol.Optional("limit", default=50): vol.All(int, vol.Range(1, MOST_ROWS)),
        vol.Optional("before"): int,
        **_LANGUAGE,
    }
)
@_answering
async def ws_events(hass: HomeAssistant, connection: ActiveConnection, msg: Msg) -> Row:
    """Answer what was done to a drive, and by whom, newest first."""
    key = drive_key_of(hass, msg["device_id"])
    async with async_history(hass) as history:
        trail = await history.audit(
            drive_key=key, limit=msg["limit"], before=msg.get("before")
        )
    names = await async_names(hass, names=connection.user.is_admin)
    speaker = _speaker(hass, connection, msg)
    return {"events": [event(entry, names.persons, speaker) for entry in trail]}


@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/estimate",
        vol.Required("device_ids"): vol.All([_ID], vol.Length(min=1, max=MOST_DRIVES)),
        vol.Exclusive("profile", "what"): vol.All(str, vol.Length(max=LONGEST_NAME)),
        vol.Exclusive("stages", "what"): vol.All(
            [vol.Coerce(StageKind)], vol.Length(min=1, max=20)
        ),
        vol.Optional("patterns"): vol.All(
            [vol.Coerce(Pattern)], vol.Length(min=1, max=20)
        ),
        **_LANGUAGE,
    }
)
@_answering
async def ws_estimate(
    hass: HomeAssistant, connection: ActiveConnection, msg: Msg
) -> Row:
    """Answer what a start would take, by what is known now."""
    drives = drives_by_id(hass, msg["device_ids"])
    speaker = _speaker(hass, connection, msg)
    now = dt_util.utcnow()
    rows: dict[str, Row] = {}
    finishes = []
    for entry, group in by_entry(drives).items():
        profile = _profile(entry, msg)
        host = entry.runtime_data.data
        keys = [drive.drive_key for drive in group]
        # It goes through the whole queue, with hundreds of drives in it maybe.
        expected, finish = await hass.async_add_executor_job(
            preview, host, keys, profile, connection.user.id, now
        )
        if not all(one.why_not for one in expected.values()):
            finishes.append(finish)
        for drive in group:
            one = expected[drive.drive_key]
            rows[drive.device_id] = {
                "device_id": drive.device_id,
                "seconds": round(one.outlook.seconds),
                "finish": time(one.outlook.finish),
                "erases": profile.erases,
                "contents": contents(host.drives[drive.drive_key].lock, speaker),
                "reasons": speaker.sentences(one.why_not),
                "notes": speaker.sentences(one.notes),
            }
    known = [finish for finish in finishes if finish]
    return {
        "drives": [rows[drive.device_id] for drive in drives],
        "finish": time(max(known)) if known and len(known) == len(finishes) else None,
    }


def _profile(entry: NasBurninConfigEntry, msg: Msg) -> Profile:
    """The profile that is asked about, or that the given stages make."""
    if "stages" in msg:
        chosen = Profile(CUSTOM_PROFILE, tuple(msg["stages"]))
    else:
        chosen = profile_named(entry, msg.get("profile", DEFAULT_PROFILE))
    if "patterns" not in msg:
        return chosen
    options = SurfaceOptions(tuple(msg["patterns"]), chosen.options.error_limit)
    return Profile(chosen.name, chosen.stages, options)


@websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/document",
        vol.Required("kind"): vol.In(("certificate", "export")),
        vol.Exclusive("job", "of"): _ID,
        vol.Exclusive("device_id", "of"): _ID,
        vol.Optional("format", default=Format.JSON): vol.Coerce(Format),
    }
)
@_answering
async def ws_document(
    hass: HomeAssistant, connection: ActiveConnection, msg: Msg
) -> Document:
    """Answer a file that the browser saves."""
    names = connection.user.is_admin
    if msg["kind"] == "certificate":
        return await async_certificate(hass, msg.get("job", ""), names=names)
    return await async_export(
        hass, msg.get("device_id", ""), msg["format"], names=names
    )
