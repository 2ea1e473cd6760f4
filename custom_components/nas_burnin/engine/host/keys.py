"""Keys as people paste them, as they are stored, and as they are compared."""

import asyncio
import re

import asyncssh

from ..errors import KeyUnusable
from .settings import KeyPair

_PEM = re.compile(
    r"(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----)", re.DOTALL
)


async def generate_key() -> KeyPair:
    """Make a new ed25519 key without passphrase."""
    return await asyncio.to_thread(
        lambda: _pair(asyncssh.generate_private_key("ssh-ed25519", "nas_burnin"))
    )


async def read_private_key(text: str, passphrase: str | None = None) -> KeyPair:
    """Read a private key as a person pasted it, and bring it to OpenSSH's form.

    Raises:
        KeyUnusable: `values["problem"]` is `public_key`, `putty`, `not_a_key`,
            `passphrase_needed` or `passphrase_wrong`.
    """
    # A passphrase is stretched on purpose: about a second of work.
    return await asyncio.to_thread(lambda: _pair(read_private(text, passphrase)))


def fingerprint(public_key: str) -> str:
    """The `SHA256:...` of a public key's text; KeyUnusable when it is none."""
    return read_public(public_key).get_fingerprint()


def _tidy(text: str) -> str:
    """Undo what pasting does to a key: indentation, CRLF, one long line."""
    match = _PEM.search(text)
    if match is None:
        return text.strip() + "\n"
    head, body, foot = match.groups()
    if ":" in body:
        # The headers of old formats need their lines, and the empty one after them.
        lines = [line.strip() for line in body.strip().splitlines()]
    else:
        lines = body.split()
    return "\n".join([head, *lines, foot, ""])


def read_private(text: str, passphrase: str | None = None) -> asyncssh.SSHKey:
    """Read a private key as it was pasted; takes a second where it has a passphrase.

    Raises KeyUnusable as `read_private_key`.
    """
    text = _tidy(text)
    try:
        return asyncssh.import_private_key(text)
    except ValueError as error:
        if "passphrase" not in str(error).lower():
            raise KeyUnusable(problem=_what_it_is(text)) from error
        if not passphrase:
            raise KeyUnusable(problem="passphrase_needed") from error
    try:
        return asyncssh.import_private_key(text, passphrase)
    except ValueError as error:
        raise KeyUnusable(problem="passphrase_wrong") from error


def _what_it_is(text: str) -> str:
    if text.startswith("PuTTY-User-Key-File"):
        return "putty"
    try:
        asyncssh.import_public_key(text)
    except ValueError:
        return "not_a_key"
    return "public_key"


def read_public(text: str) -> asyncssh.SSHKey:
    """Read a public key; KeyUnusable when it is none."""
    try:
        return asyncssh.import_public_key(text)
    except ValueError as error:
        raise KeyUnusable(problem="not_a_public_key") from error


def public_text(key: asyncssh.SSHKey) -> str:
    """Write a public key as one line, as it is pinned."""
    return key.export_public_key().decode().strip()


def _pair(key: asyncssh.SSHKey) -> KeyPair:
    return KeyPair(private=key.export_private_key().decode(), public=public_text(key))
