"""Set-up: where the NAS is, that it is the right one, a key, and what is missing."""

from collections.abc import Mapping
from dataclasses import replace
import re
from typing import Any, override

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.ulid import ulid_now
import voluptuous as vol

from .const import (
    CONF_CAUSE,
    CONF_HOST_KEY,
    CONF_KEY_ID,
    CONF_SUDO,
    DEFAULT_USERNAME,
    DOMAIN,
)
from .coordinator import NasBurninConfigEntry
from .engine.errors import BurnInError, HostKeyChanged, KeyUnusable
from .engine.host.connection import Connection, fetch_host_key
from .engine.host.keys import fingerprint, generate_key, read_private_key
from .engine.host.settings import ConnectSettings, HostAddress, HostKey, KeyPair
from .engine.host.setup_check import HostCheck, check_host
from .flows.forms import (
    ACCEPT_SCHEMA,
    AUTHORIZE_SCHEMA,
    CONF_ACCEPTED,
    CONF_KEY_FILE,
    CONF_KEY_SOURCE,
    CONF_PASSPHRASE,
    CONF_PRIVATE_KEY,
    GENERATE,
    KEEP,
    PASTE,
    PASTE_SCHEMA,
    REAUTH_SCHEMA,
    RECONFIGURE_SCHEMA,
    UPLOAD_SCHEMA,
    USER_SCHEMA,
    error_key,
    is_host,
    plain_host,
)
from .flows.options_flow import NasBurninOptionsFlow
from .flows.profile_flow import ProfileFlow
from .profiles import SUBENTRY_PROFILE
from .shown import escaped, speaker_of
from .storage import async_load_key, async_save_key

# Every key the server has, in the form that is shown here.
_FINGERPRINT_COMMAND = (
    'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done'
)
# The first only shows that sudo works. All work is done by programs that are sent
# to the Python of the NAS, which is as much as being root; the text says so.
_SUDO_COMMANDS = ("/usr/bin/true", "/usr/bin/python3")

# Names go into lines that a person copies to a shell, and into texts with markup.
_USERNAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,31}")
_HOSTNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}")

# A private key is a few kilobytes; what is longer is something else.
LONGEST_KEY_FILE = 64 * 1024


class NasBurninConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a NAS, renews its key, or changes its address.

    Each way goes through the same steps: address, host key, key, authorise. The
    host key is accepted by a person before anything is told to the host, and the
    private key stays in memory until everything works.
    """

    VERSION = 1
    MINOR_VERSION = 1

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: NasBurninConfigEntry) -> OptionsFlow:
        """Let administrators change the options."""
        return NasBurninOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: NasBurninConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Let administrators make profiles of their own."""
        return {SUBENTRY_PROFILE: ProfileFlow}

    def __init__(self) -> None:
        self._address = HostAddress(host="", username=DEFAULT_USERNAME)
        self._key_source = GENERATE
        self._key = KeyPair(private="", public="")
        self._found: HostKey | None = None
        self._pinned = ""

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a new NAS."""
        if user_input is not None:
            host = plain_host(user_input[CONF_HOST])
            self._async_abort_entries_match(
                {CONF_HOST: host, CONF_PORT: user_input[CONF_PORT]}
            )
        return await self._async_address("user", USER_SCHEMA, user_input, {})

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, user or key of a NAS that is already set up."""
        entry = self._get_reconfigure_entry()
        return await self._async_address(
            "reconfigure", RECONFIGURE_SCHEMA, user_input, entry.data
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Begin anew with a NAS that refuses our key, or shows another one."""
        if entry_data.get(CONF_CAUSE) == HostKeyChanged.code:
            return await self.async_step_reauth_host_key()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which key to go on with."""
        entry = self._get_reauth_entry()
        return await self._async_address(
            "reauth_confirm", REAUTH_SCHEMA, user_input, entry.data
        )

    async def async_step_reauth_host_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask the same of a NAS that was installed anew, or so it seems."""
        entry = self._get_reauth_entry()
        return await self._async_address(
            "reauth_host_key", REAUTH_SCHEMA, user_input, entry.data
        )

    async def async_step_host_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the key of a new host, to be compared and accepted."""
        return await self._async_accept("host_key", user_input)

    async def async_step_host_key_changed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the key that a known host has now, beside the one it had."""
        return await self._async_accept("host_key_changed", user_input)

    async def async_step_paste_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take a private key out of a text field."""
        text = None if user_input is None else user_input[CONF_PRIVATE_KEY]
        return await self._async_read_key("paste_key", PASTE_SCHEMA, user_input, text)

    async def async_step_upload_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take a private key out of a file."""
        text = None
        if user_input is not None:
            text = await self.hass.async_add_executor_job(
                _read_upload, self.hass, user_input[CONF_KEY_FILE]
            )
        return await self._async_read_key("upload_key", UPLOAD_SCHEMA, user_input, text)

    async def async_step_authorize(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what to set up on the NAS, then see whether it is."""
        if user_input is None:
            return self._authorize_form()
        username = user_input[CONF_USERNAME].strip()
        if not _USERNAME.fullmatch(username):
            return self._authorize_form({CONF_USERNAME: "username_invalid"})
        self._address = replace(self._address, username=username)
        try:
            check = await self._async_check()
        except BurnInError as err:
            return self._authorize_form({"base": error_key(err)}, err.values)
        if check is None:
            return await self.async_step_host_key_changed()
        return await self._async_finish(check)

    async def _async_address(
        self,
        step_id: str,
        schema: vol.Schema,
        user_input: dict[str, Any] | None,
        known: Mapping[str, Any],
    ) -> ConfigFlowResult:
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {"host": escaped(known.get(CONF_HOST, ""))}
        if user_input is not None:
            typed = {**known, **user_input}
            self._address = HostAddress(
                plain_host(typed[CONF_HOST]),
                typed[CONF_PORT],
                typed[CONF_USERNAME].strip(),
            )
            self._key_source = typed[CONF_KEY_SOURCE]
            self._pinned = known.get(CONF_HOST_KEY, "")
            if not _USERNAME.fullmatch(self._address.username):
                errors[CONF_USERNAME] = "username_invalid"
            try:
                await self._async_get_key(known)
            except KeyUnusable:
                errors[CONF_KEY_SOURCE] = "key_lost"
            if not is_host(self._address.host):
                errors[CONF_HOST] = "host_invalid"
            else:
                try:
                    self._found = await fetch_host_key(self._address)
                except BurnInError as err:
                    errors["base"] = error_key(err)
                    placeholders |= speaker_of(self.hass).values(err.values)
            if not errors:
                return await self._async_compare_host_key()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or {**known, CONF_KEY_SOURCE: KEEP}
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_get_key(self, known: Mapping[str, Any]) -> None:
        self._key = KeyPair(private="", public="")
        if self._key_source == GENERATE:
            self._key = await generate_key()
        elif self._key_source == KEEP:
            text = await async_load_key(self.hass, known[CONF_KEY_ID])
            self._key = await read_private_key(text)

    async def _async_compare_host_key(self) -> ConfigFlowResult:
        if not self._pinned:
            return await self.async_step_host_key()
        if self._host_key.public_key != self._pinned:
            return await self.async_step_host_key_changed()
        return await self._async_next_key_step()

    async def _async_accept(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input[CONF_ACCEPTED]:
                self._pinned = self._host_key.public_key
                return await self._async_next_key_step()
            errors[CONF_ACCEPTED] = "host_key_not_accepted"
        return self.async_show_form(
            step_id=step_id,
            data_schema=ACCEPT_SCHEMA,
            errors=errors,
            description_placeholders={
                "host": escaped(self._address.host),
                "algorithm": self._host_key.algorithm,
                "fingerprint": self._host_key.fingerprint,
                "before": fingerprint(self._pinned) if self._pinned else "",
                "command": _FINGERPRINT_COMMAND,
            },
        )

    async def _async_next_key_step(self) -> ConfigFlowResult:
        if self._key.private:
            if self._key_source == KEEP:
                return await self.async_step_authorize(
                    {CONF_USERNAME: self._address.username}
                )
            return await self.async_step_authorize()
        if self._key_source == PASTE:
            return await self.async_step_paste_key()
        return await self.async_step_upload_key()

    async def _async_read_key(
        self,
        step_id: str,
        schema: vol.Schema,
        user_input: dict[str, Any] | None,
        text: str | None,
    ) -> ConfigFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                self._key = await read_private_key(
                    text or "", user_input.get(CONF_PASSPHRASE)
                )
            except BurnInError as err:
                errors["base"] = error_key(err)
            else:
                return await self.async_step_authorize()
        # A private key is never sent back to a browser, not even a broken one.
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    async def _async_check(self) -> HostCheck | None:
        """Try everything; None when the host suddenly has another key."""
        connection = Connection(
            ConnectSettings(self._address, self._pinned, self._key.private)
        )
        try:
            return await check_host(connection)
        except HostKeyChanged:
            self._found = await fetch_host_key(self._address)
            return None
        finally:
            await connection.close()

    def _authorize_form(
        self,
        errors: dict[str, str] | None = None,
        values: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="authorize",
            data_schema=self.add_suggested_values_to_schema(
                AUTHORIZE_SCHEMA, {CONF_USERNAME: self._address.username}
            ),
            errors=errors or {},
            description_placeholders={
                **speaker_of(self.hass).values(values or {}),
                "host": escaped(self._address.host),
                "username": self._address.username,
                "key_line": f"restrict {self._key.public}",
                "sudo_commands": "\n".join(_SUDO_COMMANDS),
                "sudoers": ", ".join(_SUDO_COMMANDS),
            },
        )

    async def _async_finish(self, check: HostCheck) -> ConfigFlowResult:
        await self.async_set_unique_id(check.machine_id)
        entry = self._known_entry()
        if entry is None:
            self._abort_if_unique_id_configured()
        else:
            self._abort_if_unique_id_mismatch(reason="another_host")
        key_id = ulid_now() if entry is None else entry.data[CONF_KEY_ID]
        await async_save_key(self.hass, key_id, self._key.private)
        data = {
            CONF_HOST: self._address.host,
            CONF_PORT: self._address.port,
            CONF_USERNAME: self._address.username,
            CONF_HOST_KEY: self._pinned,
            CONF_SUDO: check.sudo,
            CONF_KEY_ID: key_id,
        }
        if entry is None:
            title = check.hostname
            if not _HOSTNAME.fullmatch(title):
                title = self._address.host
            return self.async_create_entry(title=title, data=data)
        return self.async_update_reload_and_abort(entry, data=data)

    def _known_entry(self) -> NasBurninConfigEntry | None:
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return None

    @property
    def _host_key(self) -> HostKey:
        if self._found is None:
            raise AssertionError
        return self._found


def _read_upload(hass: HomeAssistant, file_id: str) -> str:
    try:
        with process_uploaded_file(hass, file_id) as path, path.open("rb") as file:
            return file.read(LONGEST_KEY_FILE).decode(errors="replace")
    except ValueError:
        # The upload is gone, after a restart for instance; no text is no key.
        return ""
