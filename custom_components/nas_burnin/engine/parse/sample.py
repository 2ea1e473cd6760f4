"""Read a spread sample of a drive's content."""

from collections.abc import Mapping

from ..model import SampleReport
from .clean import clean
from .shape import (
    Misshapen,
    as_count,
    as_text,
    fail_closed,
    load_object,
    optional,
)


@fail_closed
def read_sample(data: bytes) -> SampleReport:
    """Read a frame `sample:NAME`."""
    return sample_of(load_object(data))


def sample_of(fields: Mapping[str, object]) -> SampleReport:
    """Read a sample out of JSON; raises `Misshapen`.

    A constant byte out of nothing read, or beside an error, is no answer.
    """
    samples = as_count(fields.get("samples"), "samples")
    constant = optional(as_count, fields.get("constant"), "constant")
    error = clean(as_text(fields.get("error"), "error"))
    if constant is not None and (constant > 255 or not samples or error):
        raise Misshapen(f"the sample contradicts itself: {constant} in {samples}")
    return SampleReport(samples, constant, error)
