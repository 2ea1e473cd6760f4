"""Every version of the history file's schema, one module each, oldest first.

A step that was released is never edited: files of every released version are out
there, and a test holds each text to what it was.
"""

from . import v1, v2, v3, v4

type Steps = tuple[tuple[str, ...], ...]
"""The statements that lead from version n to n + 1, for each n from 0."""

STEPS: Steps = (v1.STATEMENTS, v2.STATEMENTS, v3.STATEMENTS, v4.STATEMENTS)
