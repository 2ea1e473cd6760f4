"""Keys as people paste them."""

import asyncssh
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.errors import KeyUnusable
from custom_components.nas_burnin.engine.host.keys import (
    _tidy,
    fingerprint,
    generate_key,
    read_private,
    read_private_key,
)
from custom_components.nas_burnin.engine.host.settings import KeyPair

KEY = asyncssh.generate_private_key("ssh-ed25519", comment="me@desk")
PRIVATE = KEY.export_private_key().decode()
PUBLIC = KEY.export_public_key().decode()
RSA = asyncssh.generate_private_key("ssh-rsa")
# Few rounds, for the sake of time; asyncssh's own default takes a second.
LOCKED = KEY.export_private_key(passphrase="open sesame", rounds=1).decode()
OLD_LOCKED = RSA.export_private_key("pkcs1-pem", passphrase="open sesame").decode()
NEW_LOCKED = RSA.export_private_key("pkcs8-pem", passphrase="open sesame").decode()


def assert_is_key(pair: KeyPair) -> None:
    # The text has random bytes in it, so it differs each time.
    assert asyncssh.import_private_key(pair.private) == KEY
    assert pair.private.startswith("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert pair.public == PUBLIC.strip()


@pytest.mark.parametrize(
    "text",
    [
        PRIVATE,
        PRIVATE.strip(),
        PRIVATE.replace("\n", "\r\n"),
        PRIVATE.replace("\n", "\r"),
        "\n\n  " + PRIVATE.replace("\n", "\n    ") + "\n\n",
        "\ufeff" + PRIVATE,
        PRIVATE.replace("\n", " "),
        "my key:\n" + PRIVATE + "that was it",
    ],
    ids=[
        "as it is",
        "no last newline",
        "crlf",
        "cr",
        "indented",
        "byte order mark",
        "one line",
        "words around",
    ],
)
async def test_a_pasted_key_is_read_as_it_was_meant(text: str) -> None:
    assert_is_key(await read_private_key(text))


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("ssh-rsa", "pkcs1-pem"),
        ("ssh-rsa", "pkcs8-pem"),
        ("ecdsa-sha2-nistp256", "openssh"),
        ("ecdsa-sha2-nistp256", "pkcs1-pem"),
    ],
)
async def test_every_form_becomes_openssh(kind: str, form: str) -> None:
    key = asyncssh.generate_private_key(kind)
    pair = await read_private_key(key.export_private_key(form).decode())
    assert pair.private.startswith("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert asyncssh.import_private_key(pair.private) == key
    assert fingerprint(pair.public) == key.get_fingerprint()


# The ids of tests have to be the same in each run, and these texts are not.
@pytest.mark.parametrize(
    "text", [LOCKED, OLD_LOCKED, NEW_LOCKED], ids=["openssh", "pkcs1", "pkcs8"]
)
@pytest.mark.parametrize(
    "ending", ["\n", "\r\n", "\n  "], ids=["lf", "crlf", "indented"]
)
async def test_a_key_with_a_passphrase(text: str, ending: str) -> None:
    text = text.replace("\n", ending)
    pair = await read_private_key(text, "open sesame")
    assert "ENCRYPTED" not in pair.private
    assert asyncssh.import_private_key(pair.private) in (KEY, RSA)


@pytest.mark.parametrize(
    ("text", "passphrase", "problem"),
    [
        (PUBLIC, None, "public_key"),
        (RSA.export_public_key("pkcs8-pem").decode(), None, "public_key"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", None, "putty"),
        ("", None, "not_a_key"),
        ("hello", None, "not_a_key"),
        ("clé", None, "not_a_key"),
        (PRIVATE[:200], None, "not_a_key"),
        (PRIVATE.replace("b3Blb", "AAAAA"), None, "not_a_key"),
        (LOCKED, None, "passphrase_needed"),
        (LOCKED, "", "passphrase_needed"),
        (LOCKED, "close sesame", "passphrase_wrong"),
        (OLD_LOCKED, None, "passphrase_needed"),
        (OLD_LOCKED, "close sesame", "passphrase_wrong"),
        (NEW_LOCKED, None, "passphrase_needed"),
        (NEW_LOCKED, "close sesame", "passphrase_wrong"),
    ],
    ids=[
        "public",
        "public pkcs8",
        "putty",
        "empty",
        "a word",
        "beyond ascii",
        "cut off",
        "damaged",
        "openssh, no passphrase",
        "openssh, empty passphrase",
        "openssh, wrong passphrase",
        "pkcs1, no passphrase",
        "pkcs1, wrong passphrase",
        "pkcs8, no passphrase",
        "pkcs8, wrong passphrase",
    ],
)
async def test_what_is_wrong_with_a_key_is_said(
    text: str, passphrase: str | None, problem: str
) -> None:
    with pytest.raises(KeyUnusable) as caught:
        await read_private_key(text, passphrase)
    assert caught.value.values["problem"] == problem


async def test_a_passphrase_too_many_does_no_harm() -> None:
    assert_is_key(await read_private_key(PRIVATE, "unused"))


@given(st.text() | st.text().map(PRIVATE.__add__) | st.binary().map(repr))
@settings(max_examples=200)
def test_any_text_is_a_key_or_unusable(text: str) -> None:
    try:
        key = read_private(_tidy(text), None)
    except KeyUnusable:
        return
    assert key == KEY


async def test_a_generated_key_is_new_and_usable() -> None:
    first, second = await generate_key(), await generate_key()
    assert first.public.startswith("ssh-ed25519 ")
    assert first.public.endswith(" nas_burnin")
    assert fingerprint(first.public) != fingerprint(second.public)
    assert (await read_private_key(first.private)).public == first.public
    assert first.private not in repr(first)


def test_a_fingerprint_is_that_of_openssh() -> None:
    assert fingerprint(PUBLIC) == KEY.get_fingerprint()
    assert fingerprint(PUBLIC).startswith("SHA256:")
    with pytest.raises(KeyUnusable):
        fingerprint("ssh-ed25519 nonsense")
