"""Model objects to plain JSON and back, and moments to integer milliseconds."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
import json
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC; ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone can't be kept")
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The moment in UTC; ValueError when it is out of the calendar's range."""
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError as error:
        raise ValueError(f"{milliseconds} is not a moment") from error


def opt_ms(moment: datetime | None) -> int | None:
    """As `to_ms`, with None for what did not happen yet."""
    return None if moment is None else to_ms(moment)


def opt_from_ms(milliseconds: int | None) -> datetime | None:
    """As `from_ms`, with None for what did not happen yet."""
    return None if milliseconds is None else from_ms(milliseconds)


def dump(value: object) -> str:
    """JSON text of a model object; pure ASCII, so that lone surrogates survive."""
    return json.dumps(_plain(value), separators=(",", ":"), allow_nan=False)


def load[T](kind: type[T], text: str) -> T:
    """The model object of a JSON text that `dump` made, by an older version too.

    Fields that the text lacks get their defaults, fields that `kind` lacks are
    dropped. ValueError when the text is anything else.
    """
    try:
        result: T = _typed(kind, json.loads(text))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a stored {kind}: {error!r}") from error
    return result


def _plain(value: object) -> object:
    """The JSON form of one value."""
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _typed(kind: Any, data: Any) -> Any:
    """The value of the annotated type `kind` for its JSON form."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(kind, data)
    if origin is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in _a(list, data))
    if origin is not None and issubclass(origin, Mapping):
        return {
            key: _typed(get_args(kind)[1], item) for key, item in _a(dict, data).items()
        }
    return _single(kind, data)


def _optional(kind: Any, data: Any) -> Any:
    """The value of `X | None`; the model has no other unions."""
    if data is None:
        return None
    (inner,) = (item for item in get_args(kind) if item is not NoneType)
    return _typed(inner, data)


def _single(kind: Any, data: Any) -> Any:
    """The value of a plain class."""
    if kind in (object, Any):
        return data
    if kind is datetime:
        return from_ms(data)
    if issubclass(kind, Enum):
        return kind(data)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(
            **{
                name: _typed(hint, data[name])
                for name, hint in _hints(kind).items()
                if name in _a(dict, data)
            }
        )
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return _a(kind, data)


def _a[T](kind: type[T], data: object) -> T:
    """The data, when it is of that very class: a bool is no int here."""
    if type(data) is not kind:
        raise TypeError(f"{data!r} is not of {kind}")
    return data


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The annotated types of a dataclass' fields."""
    return get_type_hints(kind)
