"""Says reasons to a person: in one language, and harmless, whoever gave their values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ..model import Reason
from ..text import clean
from .tables import ENGLISH, sentence, value_words

LONGEST: Final = 1000
"""Characters of one sentence; few come near."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks one language, by its tag; English where it knows no better."""

    language: str = ENGLISH

    def sentence(self, reason: Reason) -> str:
        """Say one reason."""
        return clean(sentence(reason, self.language), LONGEST)

    def sentences(self, reasons: Iterable[Reason]) -> list[str]:
        """Say each reason."""
        return [self.sentence(reason) for reason in reasons]

    def each_once(self, reasons: Iterable[Reason]) -> list[str]:
        """Say each reason, and nothing twice."""
        return list(dict.fromkeys(self.sentences(reasons)))

    def said(self, reason: Reason | None) -> str | None:
        """Say a reason that there may be."""
        return self.sentence(reason) if reason else None

    def values(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the values of a sentence that somebody else says, as they are read."""
        return {
            name: clean(value_words(name, value, self.language), LONGEST)
            for name, value in values.items()
        }


RECORD: Final = Speaker()
"""Speaks for the record, which is the same for ever, whoever reads it: in English."""
