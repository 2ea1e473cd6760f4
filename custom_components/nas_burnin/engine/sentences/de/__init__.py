"""What people read, in German."""

from ..language import Language, joined
from .health import (
    COUNTERS,
    COURSE_SENTENCES,
    FAILING_SENTENCES,
    HEALTH_SENTENCES,
    PLACE_SENTENCES,
    SELF_TEST_SENTENCES,
)
from .host import (
    CONTROL_SENTENCES,
    ERROR_SENTENCES,
    OWNERSHIP_SENTENCES,
    READER_SENTENCES,
    SUPERVISOR_SENTENCES,
)
from .report import TEXTS, WORDS
from .resume import RESUME_SENTENCES
from .safety import SAFETY_SENTENCES
from .steering import STEERING_SENTENCES
from .verdict import JOB_SENTENCES, VERDICT_SENTENCES
from .words import DECIMAL, MOMENT, VALUES

__all__ = ["LANGUAGE"]

_TABLES = (
    JOB_SENTENCES,
    VERDICT_SENTENCES,
    SUPERVISOR_SENTENCES,
    CONTROL_SENTENCES,
    OWNERSHIP_SENTENCES,
    READER_SENTENCES,
    ERROR_SENTENCES,
    SAFETY_SENTENCES,
    RESUME_SENTENCES,
    HEALTH_SENTENCES,
    COURSE_SENTENCES,
    FAILING_SENTENCES,
    PLACE_SENTENCES,
    SELF_TEST_SENTENCES,
    STEERING_SENTENCES,
)

LANGUAGE = Language(
    sentences=joined(_TABLES),
    values={"counter": COUNTERS, **VALUES},
    words=WORDS,
    texts=TEXTS,
    moment=MOMENT,
    decimal=DECIMAL,
)
