"""Where a host is and how it is entered: plain values, none of which prints a secret."""

from dataclasses import dataclass
from typing import override


@dataclass(frozen=True, slots=True)
class HostAddress:
    """Where the SSH server listens, and the account to use there."""

    host: str
    port: int = 22
    username: str = "root"


@dataclass(frozen=True, slots=True)
class HostKey:
    """A host key as a person compares it, and as it is pinned.

    `fingerprint` is `SHA256:...` as OpenSSH prints it, `public_key` one line of text.
    """

    algorithm: str
    fingerprint: str
    public_key: str


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """A key to log in with: `private` in OpenSSH's format, `public` one line of text."""

    private: str
    public: str

    @override
    def __repr__(self) -> str:
        return f"KeyPair(public={self.public!r})"


@dataclass(frozen=True, slots=True, repr=False)
class ConnectSettings:
    """All it takes to connect: `host_key` is the text of the one key that is accepted."""

    address: HostAddress
    host_key: str
    private_key: str

    @override
    def __repr__(self) -> str:
        return f"ConnectSettings(address={self.address!r}, host_key={self.host_key!r})"
