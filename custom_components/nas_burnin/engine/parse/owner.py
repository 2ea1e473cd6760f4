"""Read the frame `owner`: which controller starts tests on a host."""

from collections.abc import Mapping
from hashlib import sha256

from ..model import Owner, OwnerRecord
from .clean import clean
from .host import read_stamp
from .shape import (
    Misshapen,
    as_count,
    as_object,
    as_text,
    fail_closed,
    load_object,
    optional,
)

VERSION = 1
"""Of the record that `control` writes."""


def read_owner(data: bytes) -> OwnerRecord:
    """Read the record; one that is not as it must be has no owner."""
    owner = _owner(data)
    digest = sha256(data).hexdigest()
    return OwnerRecord(digest, owner if isinstance(owner, Owner) else None)


@fail_closed
def _owner(data: bytes) -> Owner:
    fields = load_object(data)
    if fields.get("v") != VERSION:
        raise Misshapen("the version of the record is not known")
    return Owner(
        controller=_name(fields, "controller"),
        name=clean(as_text(fields.get("name"), "name")),
        starts=as_count(fields.get("starts"), "starts"),
        claim=_name(fields, "claim"),
        since=read_stamp(fields.get("since"), "since"),
        written=read_stamp(fields.get("written"), "written"),
        former=optional(_former, fields.get("former"), "former"),
    )


def _former(value: object, what: str) -> tuple[str, str]:
    fields = as_object(value, what)
    name = clean(as_text(fields.get("name"), "name"))
    return _name(fields, "controller"), name


def _name(fields: Mapping[str, object], key: str) -> str:
    text = clean(as_text(fields.get(key), key))
    if not text:
        raise Misshapen(f"{key} is empty")
    return text
