"""Words of a host become words that can be shown: one cleaner for every floor."""

from .parse.clean import clean

__all__ = ["clean"]
