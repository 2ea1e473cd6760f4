"""The owner record: which controller starts tests here, and who may become it.

One small file beside the folders of the tests. It says nothing to a running test; it
keeps two controllers, or one and its own past, from both taking drives.
"""
# Without pathlib: it takes longer to load than all the rest.

import errno
import fcntl
import hashlib
import json
import os
import time
from typing import Any

from ._base import read_file, seconds_now, stamp, to_json, write_atomic
from ._records import bad_folder

OWNER_FILE = "owner.json"
OWNER_CAP = 4 << 20
OWNER_TEXT = 256


class NotOwned(Exception):
    """The caller did not become the owner: a code, and a detail for a person."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep what goes into the answer."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def answer_own(request: dict[str, Any]) -> dict[str, Any]:
    """Make the caller the owner, as the frame `control` has it."""
    code = detail = ""
    try:
        _check_claim(request)
        _own(request["state_dir"], request, seconds_now() + float(request["wait"]))
    except NotOwned as refusal:
        code, detail = refusal.code, refusal.detail
    except OSError as problem:
        code, detail = "failed", f"{problem.strerror}: {problem.filename}"
    return {"ok": not code, "code": code, "detail": detail, "test": None}


def _check_claim(request: dict[str, Any]) -> None:
    """Insist that every field is as it must be; raises NotOwned."""
    wrong = [bad_folder(request)] if bad_folder(request) else []
    for field in ("controller", "name", "claim", "expect"):
        value = request.get(field)
        if not isinstance(value, str) or len(value) > OWNER_TEXT:
            wrong.append(field)
    starts = request.get("starts")
    if type(starts) is not int or not 0 <= starts < 1 << 63:
        wrong.append("starts")
    if wrong:
        raise NotOwned("bad_request", wrong[0])


def _own(folder: str, claim: dict[str, Any], until: float) -> None:
    """Write the record of a claim if the file is still the one that was seen.

    Of any number that try at once with the same `expect`, one succeeds. Raises
    NotOwned for the others, and OSError.
    """
    descriptor = _locked_folder(folder, until)
    try:
        path = f"{folder}/{OWNER_FILE}"
        before = _read_owner(path)
        digest = hashlib.sha256(before).hexdigest() if before is not None else ""
        if digest != claim["expect"]:
            raise NotOwned("other_owner", "the record is another one by now")
        record = _owner_record(claim, _as_object(before))
        write_atomic(path, to_json(record), durable=True)
    finally:
        os.close(descriptor)


def _read_owner(path: str) -> bytes | None:
    try:
        return read_file(path, OWNER_CAP)
    except FileNotFoundError:
        return None


def _as_object(raw: bytes | None) -> dict[str, Any] | None:
    try:
        record = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _owner_record(
    claim: dict[str, Any], before: dict[str, Any] | None
) -> dict[str, Any]:
    now = stamp()
    since: Any = now
    former: Any = None
    if before is not None:
        if before.get("controller") == claim["controller"]:
            since, former = before.get("since", now), before.get("former")
        else:
            former = {key: before.get(key) for key in ("controller", "name")}
    return {
        "v": 1,
        "controller": claim["controller"],
        "name": claim["name"],
        "starts": claim["starts"],
        "claim": claim["claim"],
        "since": since,
        "written": now,
        "former": former,
    }


def _locked_folder(folder: str, until: float) -> int:
    """Open and lock the folder itself, made where it is missing; raises as `_own`."""
    while True:
        os.makedirs(folder, 0o700, exist_ok=True)
        # Whoever removes the last test takes the empty folder away.
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            _await_lock(descriptor, until)
            is_there = _is_at(folder, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        if is_there:
            return descriptor
        os.close(descriptor)


def _is_at(folder: str, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(folder))
    except FileNotFoundError:
        return False


def _await_lock(descriptor: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            if problem.errno != errno.EWOULDBLOCK:
                raise
        else:
            return
        if seconds_now() >= until:
            raise NotOwned("failed", "somebody else is writing the record")
        time.sleep(0.01)
