"""Setting a NAS up, renewing its key, changing its address."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, MagicMock, patch
from uuid import UUID

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin import storage
from custom_components.nas_burnin.const import (
    CONF_CAUSE,
    CONF_HOST_KEY,
    CONF_KEY_ID,
    CONF_SUDO,
    DOMAIN,
)
from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    AuthenticationRefused,
    BurnInError,
    CommandTimedOut,
    HostKeyChanged,
    HostUnreachable,
    ShellUnusable,
    SudoRefused,
    ToolMissing,
)
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.keys import (
    fingerprint,
    generate_key,
    read_private_key,
)
from custom_components.nas_burnin.engine.host.settings import HostKey, KeyPair
from custom_components.nas_burnin.engine.host.setup_check import HostCheck
from custom_components.nas_burnin.flows.forms import (
    CONF_ACCEPTED,
    CONF_KEY_FILE,
    CONF_KEY_SOURCE,
    CONF_PASSPHRASE,
    CONF_PRIVATE_KEY,
    GENERATE,
    KEEP,
    PASTE,
    UPLOAD,
)
from custom_components.nas_burnin.storage import async_load_key, async_save_key
from tests.components.conftest import HOST_KEY
from tests.components.data import HOST_ID

FLOW = "custom_components.nas_burnin.config_flow"
ADDRESS = {CONF_HOST: "nas.example", CONF_PORT: 2222, CONF_USERNAME: "burner"}
NEW = {**ADDRESS, CONF_KEY_SOURCE: GENERATE}
ACCEPT = {CONF_ACCEPTED: True}
LOST, THERE = str(UUID(int=1)), str(UUID(int=2))
ACCOUNT = {CONF_USERNAME: "burner"}


def host_key(public_key: str) -> HostKey:
    return HostKey("ssh-ed25519", fingerprint(public_key), public_key)


@pytest.fixture
def fetch() -> Generator[AsyncMock]:
    """What the host shows as its key."""
    with patch(f"{FLOW}.fetch_host_key", autospec=True) as fetch:
        fetch.return_value = host_key(HOST_KEY)
        yield fetch


@pytest.fixture
def check() -> Generator[AsyncMock]:
    """What the host answers once we are in."""
    with patch(f"{FLOW}.check_host", autospec=True) as check:
        check.return_value = checked()
        yield check


@pytest.fixture(autouse=True)
def setup_entry() -> Generator[AsyncMock]:
    """Entries are made here, and set up elsewhere."""
    with (
        patch("custom_components.nas_burnin.async_setup_entry", return_value=True) as m,
        patch("custom_components.nas_burnin.async_unload_entry", return_value=True),
    ):
        yield m


@pytest.fixture
async def key() -> KeyPair:
    """A key of the person's own."""
    return await generate_key()


def checked(machine_id: str = HOST_ID) -> HostCheck:
    return HostCheck(
        machine_id=machine_id,
        hostname="tank",
        os_name="TrueNAS",
        sudo=True,
        is_truenas=True,
        tools={},
    )


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, **values: Any
) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_configure(form["flow_id"], values)


def assert_form(result: ConfigFlowResult, step: str, **errors: str) -> None:
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == step
    assert result["errors"] == errors


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(marker): marker.description["suggested_value"]
        for marker in schema.schema
        if marker.description and "suggested_value" in marker.description
    }


def placeholders(result: ConfigFlowResult) -> dict[str, str]:
    found = result["description_placeholders"]
    assert found is not None
    return dict(found)


async def kept(hass: HomeAssistant, key_id: str) -> str:
    """The public part of the key that was kept; the private one is salted anew."""
    return (await read_private_key(await async_load_key(hass, key_id))).public


def logged_in_with(check: AsyncMock) -> Connection:
    (connection,) = check.await_args_list[-1].args
    assert isinstance(connection, Connection)
    return connection


async def test_new_nas(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, setup_entry: AsyncMock
) -> None:
    form = await begin(hass)
    assert_form(form, "user")

    form = await submit(hass, form, **NEW)
    assert_form(form, "host_key")
    assert placeholders(form)["fingerprint"] == fingerprint(HOST_KEY)
    assert placeholders(form)["algorithm"] == "ssh-ed25519"
    assert "ssh-keygen -lf" in placeholders(form)["command"]
    check.assert_not_awaited()

    form = await submit(hass, form, **ACCEPT)
    assert_form(form, "authorize")
    line = placeholders(form)["key_line"]
    assert line.startswith("restrict ssh-ed25519 ")
    assert "PRIVATE" not in str(form)

    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "tank"
    entry = done["result"]
    assert entry.unique_id == HOST_ID
    assert entry.data == {
        CONF_HOST: "nas.example",
        CONF_PORT: 2222,
        CONF_USERNAME: "burner",
        CONF_HOST_KEY: HOST_KEY,
        CONF_SUDO: True,
        CONF_KEY_ID: entry.data[CONF_KEY_ID],
    }
    assert setup_entry.await_count == 1

    private = await async_load_key(hass, entry.data[CONF_KEY_ID])
    settings = logged_in_with(check).settings
    assert settings.private_key == private
    assert settings.host_key == HOST_KEY
    assert private.startswith("-----BEGIN OPENSSH PRIVATE KEY-----")


async def test_the_private_key_is_for_home_assistant_alone(
    hass: HomeAssistant,
) -> None:
    # The harness keeps stores in memory; this one is written as it would be.
    store = storage._key_store(hass, "01J0KEY")
    await hass.async_add_executor_job(store._write_prepared_data, "w", "{}")
    mode = await hass.async_add_executor_job(lambda: Path(store.path).stat().st_mode)
    assert mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (HostUnreachable("refused", stage="connect"), "host_unreachable"),
        (HostUnreachable("reset", stage="login"), "host_not_serving"),
        (HostUnreachable("not known", stage="name"), "host_unknown"),
    ],
)
async def test_unreachable_host(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    failure: BurnInError,
    error: str,
) -> None:
    fetch.side_effect = failure
    form = await submit(hass, await begin(hass), **NEW)
    assert_form(form, "user", base=error)
    assert suggested(form) == NEW
    assert placeholders(form)["detail"] == failure.detail

    fetch.side_effect = None
    form = await submit(hass, form, **NEW)
    assert_form(form, "host_key")
    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_what_went_wrong_is_told_in_the_language_of_home_assistant(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock
) -> None:
    hass.config.language = "de"
    fetch.side_effect = HostUnreachable("the connection was refused", stage="connect")
    form = await submit(hass, await begin(hass), **NEW)
    assert placeholders(form)["detail"] == "die Verbindung wurde abgelehnt"

    fetch.side_effect = None
    form = await submit(hass, form, **NEW)
    form = await submit(hass, form, **ACCEPT)
    check.side_effect = AnswerUnusable("/etc/machine-id is missing or empty")
    form = await submit(hass, form, **ACCOUNT)
    assert placeholders(form)["detail"] == "/etc/machine-id fehlt oder ist leer"
    check.side_effect = None
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_host_key_has_to_be_accepted(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock
) -> None:
    form = await submit(hass, await begin(hass), **NEW)
    form = await submit(hass, form, **{CONF_ACCEPTED: False})
    assert_form(form, "host_key", accepted="host_key_not_accepted")
    check.assert_not_awaited()

    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("failure", "error", "placeholder"),
    [
        (AuthenticationRefused("no"), "authentication_refused", {"detail": "no"}),
        (ShellUnusable("cli"), "shell_unusable", {"detail": "cli"}),
        (SudoRefused("password"), "sudo_refused", {"detail": "password"}),
        (ToolMissing(tool="badblocks"), "tool_missing", {"tool": "badblocks"}),
        (CommandTimedOut(seconds="20"), "command_timed_out", {"seconds": "20"}),
        (AnswerUnusable("noise"), "answer_unusable", {"detail": "noise"}),
        (
            HostUnreachable("cut", stage="command"),
            "host_unreachable",
            {"detail": "cut"},
        ),
    ],
)
async def test_what_can_be_wrong_on_the_nas(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    failure: BurnInError,
    error: str,
    placeholder: dict[str, str],
) -> None:
    form = await submit(hass, await begin(hass), **NEW)
    form = await submit(hass, form, **ACCEPT)
    key_line = placeholders(form)["key_line"]

    check.side_effect = failure
    form = await submit(hass, form, **{CONF_USERNAME: "wrong"})
    assert_form(form, "authorize", base=error)
    assert placeholder.items() <= placeholders(form).items()
    assert placeholders(form)["key_line"] == key_line
    assert suggested(form) == {CONF_USERNAME: "wrong"}

    check.side_effect = None
    done = await submit(hass, form, **{CONF_USERNAME: "right"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"][CONF_USERNAME] == "right"


@pytest.mark.parametrize("name", ["", "two words", "$(reboot)", "-x", "a" * 33])
async def test_names_that_are_none(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, name: str
) -> None:
    form = await submit(hass, await begin(hass), **{**NEW, CONF_USERNAME: name})
    assert_form(form, "user", username="username_invalid")
    assert suggested(form)[CONF_HOST] == NEW[CONF_HOST]
    form = await submit(hass, form, **NEW)
    form = await submit(hass, form, **ACCEPT)
    form = await submit(hass, form, **{CONF_USERNAME: name})
    assert_form(form, "authorize", username="username_invalid")
    check.assert_not_awaited()
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "host",
    [
        *("", "  ", "https://nas.example", "ssh://root@nas", "root@nas.example"),
        *("nas.example:22", "nas.example/share", "//nas", r"\\nas", "my nas"),
        *("nas?x", "nas#x", "na[s"),
    ],
)
async def test_addresses_that_are_more_than_a_host(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, host: str
) -> None:
    form = await submit(hass, await begin(hass), **{**NEW, CONF_HOST: host})
    assert_form(form, "user", host="host_invalid")
    assert suggested(form)[CONF_HOST] == host
    fetch.assert_not_awaited()
    form = await submit(hass, form, **NEW)
    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" nas.example ", "nas.example"),
        ("192.168.1.20", "192.168.1.20"),
        ("[fe80::1%eth0]", "fe80::1%eth0"),
        ("2001:db8::1", "2001:db8::1"),
        ("nas_2", "nas_2"),
        ("bücher.example", "bücher.example"),
    ],
)
async def test_addresses_of_a_host(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, typed: str, kept: str
) -> None:
    form = await submit(hass, await begin(hass), **{**NEW, CONF_HOST: typed})
    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["data"][CONF_HOST] == kept

    again = await submit(hass, await begin(hass), **{**NEW, CONF_HOST: typed})
    assert again["reason"] == "already_configured"


async def test_hostname_that_is_none(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock
) -> None:
    check.return_value = replace(checked(), hostname="[tank](javascript:x)")
    form = await submit(hass, await begin(hass), **NEW)
    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["title"] == "nas.example"


async def test_host_key_that_changes_in_the_middle(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, key: KeyPair
) -> None:
    form = await submit(hass, await begin(hass), **NEW)
    form = await submit(hass, form, **ACCEPT)
    key_line = placeholders(form)["key_line"]

    check.side_effect = HostKeyChanged(expected="a", found="b")
    fetch.return_value = host_key(key.public)
    form = await submit(hass, form, **ACCOUNT)
    assert_form(form, "host_key_changed")
    assert placeholders(form)["before"] == fingerprint(HOST_KEY)
    assert placeholders(form)["fingerprint"] == fingerprint(key.public)

    check.side_effect = None
    form = await submit(hass, form, **ACCEPT)
    assert_form(form, "authorize")
    assert placeholders(form)["key_line"] == key_line
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"][CONF_HOST_KEY] == key.public


async def test_pasted_key(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, key: KeyPair
) -> None:
    form = await submit(hass, await begin(hass), **{**NEW, CONF_KEY_SOURCE: PASTE})
    form = await submit(hass, form, **ACCEPT)
    assert_form(form, "paste_key")

    form = await submit(hass, form, **{CONF_PRIVATE_KEY: key.public})
    assert_form(form, "paste_key", base="key_public_key")
    assert suggested(form) == {}

    pasted = key.private.replace("\n", "\r\n  ")
    form = await submit(hass, form, **{CONF_PRIVATE_KEY: pasted})
    assert_form(form, "authorize")
    assert placeholders(form)["key_line"] == f"restrict {key.public}"

    done = await submit(hass, form, **ACCOUNT)
    assert await kept(hass, done["data"][CONF_KEY_ID]) == key.public


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("PuTTY-User-Key-File-3: ssh-ed25519", "key_putty"),
        ("what is this", "key_not_a_key"),
        ("", "key_not_a_key"),
    ],
)
async def test_unusable_keys(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    key: KeyPair,
    typed: str,
    error: str,
) -> None:
    form = await submit(hass, await begin(hass), **{**NEW, CONF_KEY_SOURCE: PASTE})
    form = await submit(hass, form, **ACCEPT)
    form = await submit(hass, form, **{CONF_PRIVATE_KEY: typed})
    assert_form(form, "paste_key", base=error)

    form = await submit(hass, form, **{CONF_PRIVATE_KEY: key.private})
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_key_with_a_passphrase(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock
) -> None:
    locked = (Path(__file__).parent / "fixtures" / "locked_key").read_text()
    form = await submit(hass, await begin(hass), **{**NEW, CONF_KEY_SOURCE: PASTE})
    form = await submit(hass, form, **ACCEPT)
    form = await submit(hass, form, **{CONF_PRIVATE_KEY: locked})
    assert_form(form, "paste_key", base="key_passphrase_needed")
    form = await submit(
        hass, form, **{CONF_PRIVATE_KEY: locked, CONF_PASSPHRASE: "wrong"}
    )
    assert_form(form, "paste_key", base="key_passphrase_wrong")
    form = await submit(
        hass, form, **{CONF_PRIVATE_KEY: locked, CONF_PASSPHRASE: "open sesame"}
    )
    assert_form(form, "authorize")
    done = await submit(hass, form, **ACCOUNT)
    assert "open sesame" not in str(done["data"])


async def test_uploaded_key(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    key: KeyPair,
    tmp_path: Path,
) -> None:
    path = tmp_path / "upload"
    path.write_text(key.private)

    @contextmanager
    def uploaded(hass: HomeAssistant, file_id: str) -> Iterator[Path]:
        if file_id == LOST:
            raise ValueError
        yield path

    form = await submit(hass, await begin(hass), **{**NEW, CONF_KEY_SOURCE: UPLOAD})
    form = await submit(hass, form, **ACCEPT)
    assert_form(form, "upload_key")
    with patch(f"{FLOW}.process_uploaded_file", uploaded):
        form = await submit(hass, form, **{CONF_KEY_FILE: LOST})
        assert_form(form, "upload_key", base="key_not_a_key")
        form = await submit(hass, form, **{CONF_KEY_FILE: THERE})
    assert_form(form, "authorize")
    done = await submit(hass, form, **ACCOUNT)
    assert await kept(hass, done["data"][CONF_KEY_ID]) == key.public


async def test_same_nas_under_another_address(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, entry: MockConfigEntry
) -> None:
    form = await submit(hass, await begin(hass), **{**NEW, CONF_HOST: "10.0.0.2"})
    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


async def test_same_address(
    hass: HomeAssistant, fetch: AsyncMock, entry: MockConfigEntry
) -> None:
    done = await submit(hass, await begin(hass), **{**NEW, CONF_PORT: 22})
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"
    fetch.assert_not_awaited()


async def test_reauth_with_the_same_key(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    entry: MockConfigEntry,
    key: KeyPair,
) -> None:
    await async_save_key(hass, entry.data[CONF_KEY_ID], key.private)
    check.side_effect = AuthenticationRefused("no")

    form = await entry.start_reauth_flow(hass)
    assert_form(form, "reauth_confirm")
    assert suggested(form) == {CONF_USERNAME: "nasburnin", CONF_KEY_SOURCE: KEEP}
    form = await submit(hass, form, username="nasburnin", key_source=KEEP)
    assert_form(form, "authorize", base="authentication_refused")
    assert placeholders(form)["key_line"] == f"restrict {key.public}"

    check.side_effect = None
    done = await submit(hass, form, username="nasburnin")
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reauth_successful"
    assert await kept(hass, entry.data[CONF_KEY_ID]) == key.public


async def test_reauth_with_a_new_key(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, entry: MockConfigEntry
) -> None:
    before = dict(entry.data)
    form = await entry.start_reauth_flow(hass)
    form = await submit(hass, form, username="nasburnin", key_source=KEEP)
    assert_form(form, "reauth_confirm", key_source="key_lost")

    form = await submit(hass, form, username="nasburnin", key_source=GENERATE)
    assert_form(form, "authorize")
    done = await submit(hass, form, username="other")
    assert done["reason"] == "reauth_successful"
    assert entry.data == {**before, CONF_USERNAME: "other"}
    assert "PRIVATE KEY" in await async_load_key(hass, entry.data[CONF_KEY_ID])


async def test_reauth_where_another_nas_answers(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock, entry: MockConfigEntry
) -> None:
    check.return_value = checked("another machine")
    form = await entry.start_reauth_flow(hass)
    form = await submit(hass, form, username="nasburnin", key_source=GENERATE)
    done = await submit(hass, form, username="nasburnin")
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "another_host"


async def test_reauth_after_the_nas_was_installed_anew(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    entry: MockConfigEntry,
    key: KeyPair,
) -> None:
    fetch.return_value = host_key(key.public)
    changed = {CONF_CAUSE: HostKeyChanged.code}
    form = await entry.start_reauth_flow(hass, data=changed)
    assert_form(form, "reauth_host_key")
    account = {CONF_USERNAME: "burner", CONF_KEY_SOURCE: GENERATE}
    form = await submit(hass, form, **account)
    assert_form(form, "host_key_changed")
    assert placeholders(form)["before"] == fingerprint(HOST_KEY)
    assert placeholders(form)["fingerprint"] == fingerprint(key.public)

    form = await submit(hass, form, **{CONF_ACCEPTED: False})
    assert_form(form, "host_key_changed", accepted="host_key_not_accepted")
    assert entry.data[CONF_HOST_KEY] == HOST_KEY
    # Nobody logs in where the key was not accepted.
    check.assert_not_awaited()

    form = await submit(hass, form, **ACCEPT)
    assert_form(form, "authorize")
    done = await submit(hass, form, **ACCOUNT)
    assert done["reason"] == "reauth_successful"
    assert entry.data[CONF_HOST_KEY] == key.public


async def test_reconfigure_to_another_address(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    entry: MockConfigEntry,
    key: KeyPair,
) -> None:
    await async_save_key(hass, entry.data[CONF_KEY_ID], key.private)
    form = await entry.start_reconfigure_flow(hass)
    assert_form(form, "reconfigure")

    fetch.side_effect = HostUnreachable("no route", stage="connect")
    typed = {**ADDRESS, CONF_HOST: " 10.0.0.9 ", CONF_KEY_SOURCE: KEEP}
    form = await submit(hass, form, **typed)
    assert_form(form, "reconfigure", base="host_unreachable")
    assert suggested(form) == typed

    fetch.side_effect = None
    done = await submit(hass, form, **typed)
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reconfigure_successful"
    assert entry.data[CONF_HOST] == "10.0.0.9"
    assert entry.data[CONF_USERNAME] == "burner"


async def test_reconfigure_after_the_nas_was_installed_anew(
    hass: HomeAssistant,
    fetch: AsyncMock,
    check: AsyncMock,
    entry: MockConfigEntry,
    key: KeyPair,
) -> None:
    fetch.return_value = host_key(key.public)
    form = await entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, **{**ADDRESS, CONF_KEY_SOURCE: GENERATE})
    assert_form(form, "host_key_changed")
    assert placeholders(form)["before"] == fingerprint(HOST_KEY)
    check.assert_not_awaited()

    form = await submit(hass, form, **ACCEPT)
    done = await submit(hass, form, **ACCOUNT)
    assert done["reason"] == "reconfigure_successful"
    assert entry.data[CONF_HOST_KEY] == key.public


async def test_connections_of_the_flow_are_closed(
    hass: HomeAssistant, fetch: AsyncMock, check: AsyncMock
) -> None:
    connections: list[MagicMock] = []

    def connection(settings: object) -> MagicMock:
        connections.append(MagicMock(spec=Connection))
        return connections[-1]

    check.side_effect = [SudoRefused("no"), checked()]
    with patch(f"{FLOW}.Connection", connection):
        form = await submit(hass, await begin(hass), **NEW)
        form = await submit(hass, form, **ACCEPT)
        form = await submit(hass, form, **ACCOUNT)
        await submit(hass, form, **ACCOUNT)
    assert [c.close.await_count for c in connections] == [1, 1]
