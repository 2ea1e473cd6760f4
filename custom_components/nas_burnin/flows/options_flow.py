"""The dialog in which an administrator changes the options of a NAS."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow

from ..profiles import profiles_of
from .options_form import mistakes, options_schema, shown_options


class NasBurninOptionsFlow(OptionsFlow):
    """Changes what counts from now on, for tests that run, too; nothing is reloaded."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask, and keep the options that are set elsewhere."""
        options = self.config_entry.options
        profiles = profiles_of(self.config_entry)
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = mistakes(user_input, profiles)
            if not errors:
                return self.async_create_entry(data={**options, **user_input})
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options_schema(list(profiles)),
                user_input or shown_options(options, profiles),
            ),
            errors=errors,
        )
