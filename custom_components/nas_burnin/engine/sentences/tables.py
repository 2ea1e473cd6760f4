"""Every reason in each language: one table from a code to what a person reads.

A folder for each language holds the same tables with the same codes. What is a record
for ever is English: audit trail, export, certificate, logs, diagnostics.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
import re
from string import Formatter
from typing import Final

from ..model import Reason
from . import de, en
from .folding import unfolded
from .language import Language

ENGLISH: Final = "en"

LANGUAGES: Mapping[str, Language] = {ENGLISH: en.LANGUAGE, "de": de.LANGUAGE}

SENTENCES = LANGUAGES[ENGLISH].sentences

_MOMENTS = frozenset({"at", "opens", "since", "until"})
_DECIMALS = frozenset({"expected", "from", "label", "most", "size", "speed", "to"})
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)( .*)?")
_DECIMAL = re.compile(r"\d+\.\d+")


def placeholders(text: str) -> frozenset[str]:
    """The names of the values that a sentence wants."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def language_of(tag: str) -> str:
    """The language that speaks for a tag: `de` for `de-CH`, English for an unknown one."""
    plain = re.split("[-_]", tag)[0].lower()
    return plain if plain in LANGUAGES else ENGLISH


def written(moment: datetime, language: str) -> str:
    """Return a moment to the minute, as a language writes it, in the zone that it has."""
    return moment.strftime(LANGUAGES[language_of(language)].moment)


def value_words(name: str, value: str, language: str) -> str:
    """What a person reads for a value of a reason; foreign words stay as they are."""
    spoken = LANGUAGES[language_of(language)]
    if name == "found" and (reasons := unfolded(value)):
        return " ".join(sentence(reason, language) for reason in reasons)
    if name in _MOMENTS and (found := _MOMENT.fullmatch(value)):
        return _rewritten(found[1], language) + (found[2] or "")
    if name in _DECIMALS and _DECIMAL.fullmatch(value):
        return value.replace(".", spoken.decimal)
    words = spoken.values.get(name, {})
    if value in words:
        return words[value]
    return ", ".join(words.get(part, part) for part in value.split(", "))


def sentence(reason: Reason, language: str = ENGLISH) -> str:
    """What a person reads for a reason; its code and values where there is nothing better."""
    known = LANGUAGES[language_of(language)].sentences.get(reason.code, ())
    said = {
        name: value_words(name, value, language)
        for name, value in reason.values.items()
    }
    fitting = [text for text in known if placeholders(text) <= said.keys()]
    if fitting:
        text = max(fitting, key=lambda text: len(placeholders(text)))
        return text.format_map(said)
    if known:
        return known[0].format_map(defaultdict(lambda: "?", said))
    values = ", ".join(f"{name}: {value}" for name, value in reason.values.items())
    return f"{reason.code} ({values})" if values else reason.code


def _rewritten(moment: str, language: str) -> str:
    try:
        return written(datetime.fromisoformat(moment), language)
    except ValueError:
        return moment
