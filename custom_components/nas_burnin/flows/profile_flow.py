"""The dialog in which an administrator makes a profile of a NAS, or changes one."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)
from homeassistant.util import slugify
import voluptuous as vol

from ..actions.smart_tests import SMART_TEST
from ..engine.model import FOUR_PATTERNS, Pattern, StageKind, SurfaceOptions
from ..engine.queue.plan import PROFILES
from ..engine.text import clean
from ..profiles import (
    CUSTOM_PROFILE,
    ERROR_LIMIT,
    LONGEST_NAME,
    MOST_BAD_BLOCKS,
    NAME,
    PATTERNS,
    STAGES,
    SUBENTRY_PROFILE,
    own_profile,
)

ACKNOWLEDGE: Final = "acknowledge_erase"

# The final check is none of a person's choices: it always comes last.
CHOICES: Final = tuple(kind for kind in StageKind if kind is not StageKind.FINAL_CHECK)
_TAKEN = frozenset({*PROFILES, CUSTOM_PROFILE, SMART_TEST})


def _several(options: list[str], key: str) -> SelectSelector:
    config = SelectSelectorConfig(options=options, multiple=True, translation_key=key)
    return SelectSelector(config)


PROFILE_SCHEMA = vol.Schema(
    {
        vol.Required(NAME): TextSelector(),
        vol.Required(STAGES): _several([kind.value for kind in CHOICES], "stages"),
        vol.Optional(
            PATTERNS, default=[pattern.value for pattern in FOUR_PATTERNS]
        ): _several([pattern.value for pattern in Pattern], "patterns"),
        vol.Required(ERROR_LIMIT, default=SurfaceOptions().error_limit): NumberSelector(
            NumberSelectorConfig(
                min=1, max=MOST_BAD_BLOCKS, step=1, mode=NumberSelectorMode.BOX
            )
        ),
        vol.Required(ACKNOWLEDGE, default=False): BooleanSelector(),
    }
)


class ProfileFlow(ConfigSubentryFlow):
    """Makes what can be chosen from now on; queued and running jobs keep their stages."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for a new profile."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = _cleaned(user_input)
            errors = mistakes(data, user_input[ACKNOWLEDGE], self._others())
            if not errors:
                return self.async_create_entry(title=data[NAME], data=data)
        return self._form("user", user_input or {}, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what is to be different."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data = _cleaned(user_input)
            others = self._others() - {subentry.title}
            errors = mistakes(data, user_input[ACKNOWLEDGE], others)
            if not errors:
                return self.async_update_and_abort(
                    self._get_entry(), subentry, title=data[NAME], data=data
                )
        return self._form("reconfigure", user_input or subentry.data, errors)

    def _others(self) -> set[str]:
        """The names of the profiles that were made before."""
        entry = self._get_entry()
        made = entry.get_subentries_of_type(SUBENTRY_PROFILE)
        return {subentry.data[NAME] for subentry in made}

    def _form(
        self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> SubentryFlowResult:
        schema = self.add_suggested_values_to_schema(PROFILE_SCHEMA, shown)
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)


def mistakes(
    data: Mapping[str, Any], acknowledged: bool, others: set[str]
) -> dict[str, str]:
    """What keeps this from being a profile, by field: the key of what is said.

    `others` are the names of those that are made already.
    """
    found = {}
    if problem := _name_problem(data[NAME], others):
        found[NAME] = problem
    if not data[STAGES]:
        found[STAGES] = "no_stage"
        return found
    if not own_profile(data).erases:
        return found
    if not data[PATTERNS]:
        found[PATTERNS] = "no_pattern"
    elif set(data[PATTERNS]) == {Pattern.X00.value}:
        found[PATTERNS] = "zeros_alone"
    if not acknowledged:
        found[ACKNOWLEDGE] = "erase_not_acknowledged"
    return found


def _name_problem(name: str, others: set[str]) -> str | None:
    if not 0 < len(name) <= LONGEST_NAME:
        return "name_invalid"
    # What only looks like one of ours would be taken for it.
    if slugify(name) in _TAKEN:
        return "name_built_in"
    if name.casefold() in {other.casefold() for other in others}:
        return "name_taken"
    return None


def _cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a filled-in form."""
    return {
        NAME: clean(given[NAME]),
        STAGES: list(dict.fromkeys(given[STAGES])),
        PATTERNS: list(dict.fromkeys(given.get(PATTERNS, []))),
        ERROR_LIMIT: int(given[ERROR_LIMIT]),
    }
