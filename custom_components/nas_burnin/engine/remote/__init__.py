"""What runs on the NAS: programs as text, and the one way to send them.

The files of this folder are written as modules of one package, so that tools can
check them, but they never run as such. `load` joins one program and the parts it
imports from its neighbours into a single text that needs nothing but Python 3.9.
`docs/remote-protocol.md` says what goes over the wire.
"""

import ast
from collections.abc import Mapping
from functools import cache, lru_cache
import hashlib
import json
from pathlib import Path
import zlib

FOLDER = Path(__file__).parent

# The NAS reads the program's length, the program, and leaves the request to it.
BOOT = "import sys,zlib;i=sys.stdin.buffer;exec(zlib.decompress(i.read(int(i.readline()))))"

CHECK_COMMAND = "sh -s"

# Annotations stay text, so old Pythons accept them; typing is not needed there.
_HEADER = "from __future__ import annotations\n"
_TYPING = ("collections.abc", "typing")


def fragments(name: str) -> tuple[tuple[Path, str], ...]:
    """The parts of a program in the order they run: each file and its text.

    Imports between the parts are blanked, so line numbers stay those of the file.
    Reads files: call it off the event loop.
    """
    found: dict[Path, str] = {}
    _collect(name, found)
    return tuple(found.items())


def _collect(name: str, found: dict[Path, str]) -> None:
    path = FOLDER / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level == 1 and node.module is not None:
            if FOLDER / f"{node.module}.py" not in found:
                _collect(node.module, found)
        elif node.module not in _TYPING:
            continue
        last = node.end_lineno or node.lineno
        lines[node.lineno - 1 : last] = ["\n"] * (last - node.lineno + 1)
    found[path] = "".join(lines)


@cache
def load(name: str) -> str:
    """The whole text of `probe`, `control` or `supervisor`.

    Read once and kept. Reads files the first time: call it off the event loop.
    """
    return _HEADER + "\n".join(text for _, text in fragments(name))


@cache
def load_check() -> str:
    """The text of the set-up check, for the standard input of `CHECK_COMMAND`."""
    return (FOLDER / "check.sh").read_text(encoding="utf-8")


def command(sudo: bool, seconds: int) -> str:
    """The constant command text; `seconds` is the deadline the NAS itself keeps."""
    root = "sudo -n " if sudo else ""
    return f"timeout -k 5 {int(seconds)} {root}python3 -I -c '{BOOT}'"


def payload(program: str, request: Mapping[str, object]) -> bytes:
    """The standard input of `command`: the program's length, program, request."""
    packed = _packed(program)
    return b"%d\n%s%s" % (len(packed), packed, json.dumps(request).encode("ascii"))


@lru_cache(maxsize=8)
def _packed(program: str) -> bytes:
    return zlib.compress(program.encode("utf-8"), 9)


def digest(program: str) -> str:
    """The SHA-256 of a program as the supervisor reports its own, in hex."""
    return hashlib.sha256(program.encode("utf-8")).hexdigest()


__all__ = [
    "CHECK_COMMAND",
    "command",
    "digest",
    "fragments",
    "load",
    "load_check",
    "payload",
]
