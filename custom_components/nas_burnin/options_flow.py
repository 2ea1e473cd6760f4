"""The dialog in which an administrator changes the options of a NAS."""

from typing import Any

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlow,
)

from .coordinator import NasBurninConfigEntry
from .options import OPTIONS_SCHEMA, mistakes, settings_of


class NasBurninOptionsFlow(OptionsFlow):
    """Changes what counts from now on, for tests that run, too; nothing is reloaded."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask, and keep the options that are set elsewhere."""
        entry: NasBurninConfigEntry = self.config_entry
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = mistakes(user_input)
            if not errors:
                options = {**entry.options, **user_input}
                if entry.state is ConfigEntryState.LOADED:
                    await entry.runtime_data.burnin.set_settings(settings_of(options))
                return self.async_create_entry(data=options)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS_SCHEMA, user_input or entry.options
            ),
            errors=errors,
        )
