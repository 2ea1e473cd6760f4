"""The SSH connection to one host; the only file that speaks SSH.

What asyncssh leaves open by default is closed here: it reads no file, agent or
Kerberos ticket of the account that Home Assistant runs under, decodes no text,
collects no answer without a limit, and takes no lost exit status for success.
"""

import asyncio
from collections.abc import Awaitable
import errno
import logging
import socket
from typing import override

import asyncssh

from ..errors import (
    AuthenticationRefused,
    BurnInError,
    CommandTimedOut,
    HostKeyChanged,
    HostUnreachable,
)
from ..parse.clean import clean
from .keys import fingerprint, public_text, read_private, read_public
from .outcome import MEBIBYTE, Collected, Outcome, lost
from .settings import ConnectSettings, HostAddress, HostKey

CHANNELS = 2
CLOSE_SECONDS = 5

CONNECT_SECONDS = 4
"""For somebody to answer at all. The system asks after 0, 1 and 3 s, then after 7: a
link that is back is found sooner by the next try."""

LOGIN_SECONDS = 15
"""For the rest of the way in, once somebody has answered; a busy host may be slow."""

# The best first. Those of the pinned key go before all others, so that a server
# which still has that key shows it, and one that has only others shows those:
# a changed key is then seen as such, not as a handshake that failed somehow.
_HOST_KEY_ALGORITHMS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)

# Each of these has a default that looks into the home folder, the environment, or
# waits for ever.
_OPTIONS: dict[str, object] = {
    "config": None,
    "agent_path": None,
    "gss_host": None,
    "x509_trusted_certs": None,
    "preferred_auth": ["publickey"],
    "password_auth": False,
    "kbdint_auth": False,
    "host_based_auth": False,
    "disable_trivial_auth": True,
    "agent_forwarding": False,
    "encoding": None,
    "compression_algs": ["zlib@openssh.com", "none"],
    # Before all others: for a packet they take a quarter of the time of ChaCha20.
    "encryption_algs": "^aes128-gcm@openssh.com,aes256-gcm@openssh.com",
    # `_within` bounds both, and says which of them it was.
    "connect_timeout": None,
    "login_timeout": 0,
    # A link on which nothing comes is given up after 9 s: interval * (count + 1).
    "keepalive_interval": 3,
    "keepalive_count_max": 2,
}

# A name that can't be encoded and a port out of range are no OSError.
_FAILURES = (asyncssh.Error, OSError, ValueError, OverflowError)


class Connection:
    """One long SSH connection to one host, made when it is first needed.

    It never tries again by itself: each call makes at most one attempt to connect,
    and the caller's `Backoff` decides on the next.
    """

    def __init__(self, settings: ConnectSettings) -> None:
        """Take where to go, whom to trust and the key to show; connects to nothing."""
        self.settings = settings
        self._link: asyncssh.SSHClientConnection | None = None
        self._connecting = asyncio.Lock()
        self._slots = asyncio.Semaphore(CHANNELS)
        self._opening: set[asyncio.Task[object]] = set()

    @property
    def connected(self) -> bool:
        """True while the connection stands, as far as this end can tell."""
        return self._link is not None and not self._link.is_closed()

    async def open(self) -> None:
        """Connect now, unless connected.

        Raises:
            HostUnreachable: with `values["stage"]` `name` (there is no host of that
                name), `connect` (nothing answered), `silent` (something did, and said
                nothing more in time) or `login` (something did, but did not serve).
            AuthenticationRefused: the user or the key is not accepted.
            HostKeyChanged: with both fingerprints; no authentication was tried.
            KeyUnusable: the private or the pinned key can't be read.
        """
        await self._connected()

    async def run(
        self,
        command: str,
        stdin: bytes = b"",
        *,
        seconds: float,
        cap: int = 32 * MEBIBYTE,
    ) -> Outcome:
        """Run one command and collect its answer.

        `seconds` bounds the command, not the making of the connection; what runs on
        the host is not ended by it, so the command brings a `timeout` of its own.
        `cap` bounds both outputs together, in bytes.

        Raises:
            CommandTimedOut: no end within `seconds`.
            AnswerUnusable: more than `cap` bytes, or an end without exit status.
            HostUnreachable: the link was lost (`stage` is `command`), so that
                whether the command ran to its end can't be known.
            BurnInError: as `open` raises.
        """
        async with self._slots:
            link = await self._connected()
            answer = _Answer(cap)
            try:
                async with asyncio.timeout(seconds):
                    await self._start(link, answer, command, stdin)
                    await answer.ended.wait()
            except TimeoutError as error:
                raise CommandTimedOut(seconds=f"{seconds:g}") from error
            except asyncssh.ChannelOpenError as error:
                # Its places are taken by commands that don't end; they stay taken as
                # long as the connection stands, and the next one has places again.
                self._leave(link)
                raise lost(error) from error
            except (asyncssh.Error, OSError) as error:
                raise lost(error) from error
            finally:
                answer.release()
            return answer.outcome(link_closed=link.is_closed())

    async def close(self) -> None:
        """End the connection; commands under way raise `HostUnreachable`."""
        async with self._connecting:
            link, self._link = self._link, None
        if link is None:
            return
        link.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await link.wait_closed()
        except TimeoutError:
            # A peer that takes nothing any more would keep us waiting to say goodbye.
            link.abort()
        if self._opening:
            await asyncio.wait(self._opening)

    async def _connected(self) -> asyncssh.SSHClientConnection:
        async with self._connecting:
            if self._link is None or self._link.is_closed():
                self._link = await _connect(self.settings)
            return self._link

    def _leave(self, link: asyncssh.SSHClientConnection) -> None:
        if self._link is link:
            self._link = None
        link.abort()

    async def _start(
        self,
        link: asyncssh.SSHClientConnection,
        answer: _Answer,
        command: str,
        stdin: bytes,
    ) -> None:
        # asyncssh forgets a channel whose opening was cancelled, and the server
        # keeps it. So the opening goes on alone, and ends with the channel closed.
        opening = asyncio.ensure_future(
            link.create_session(lambda: answer, command, request_pty=False)
        )
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)
        try:
            await asyncio.wait({opening})
        except asyncio.CancelledError:
            answer.release()
            opening.add_done_callback(_end_late_channel)
            raise
        channel, _ = opening.result()
        try:
            channel.write(stdin)
            channel.write_eof()
        except BrokenPipeError:
            # It ended without reading; its exit status says why.
            return


class _Answer(asyncssh.SSHClientSession[bytes]):
    """Collects what one command says; asyncssh calls it, and it never blocks."""

    def __init__(self, cap: int) -> None:
        self.ended = asyncio.Event()
        self._collected = Collected(cap)
        self._channel: asyncssh.SSHClientChannel[bytes] | None = None

    @override
    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self._channel = chan

    @override
    def data_received(self, data: bytes, datatype: int | None) -> None:
        if not self._collected.take(data, is_error=datatype is not None):
            self.release()
            self.ended.set()

    @override
    def exit_status_received(self, status: int) -> None:
        self._collected.status = status

    @override
    def exit_signal_received(
        self, signal: str, core_dumped: bool, msg: str, lang: str
    ) -> None:
        self._collected.signal = clean(signal)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._collected.failure = exc
        self.ended.set()

    def release(self) -> None:
        """Close the channel unless the command has ended; waits for nobody.

        A server that is told so may keep silent until the command there has ended.
        """
        if self._channel is not None and not self.ended.is_set():
            self._channel.abort()

    def outcome(self, *, link_closed: bool) -> Outcome:
        """What became of the command, once it has ended."""
        return self._collected.outcome(link_closed=link_closed)


class _Witness(asyncssh.SSHClient):
    """Notes how far an attempt to connect came, and which key the host showed."""

    def __init__(self) -> None:
        self.reached = False
        self.found = ""
        self.limit: asyncio.Timeout | None = None

    @override
    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        self.reached = True
        if self.limit and not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time() + LOGIN_SECONDS)

    @override
    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        # Called for a key that is not the pinned one, so the answer is always no.
        self.found = key.get_fingerprint()
        return False


async def fetch_host_key(address: HostAddress) -> HostKey:
    """Ask a host for its key, without a try to log in.

    Raises:
        HostUnreachable: as `Connection.open` does.
    """
    witness = _Witness()
    try:
        options = await asyncio.to_thread(
            lambda: asyncssh.SSHClientConnectionOptions(
                **_OPTIONS, client_factory=lambda: witness, client_keys=None
            )
        )
        key = await _within(
            asyncssh.get_server_host_key(
                address.host,
                address.port,
                config=None,
                options=options,
                server_host_key_algs=_HOST_KEY_ALGORITHMS,
            ),
            witness,
        )
    except _FAILURES as error:
        raise _refused(error, witness, expected="") from error
    if key is None:
        raise HostUnreachable("the host shows no host key", stage="login")
    return HostKey(
        algorithm=key.get_algorithm(),
        fingerprint=key.get_fingerprint(),
        public_key=public_text(key),
    )


async def _connect(settings: ConnectSettings) -> asyncssh.SSHClientConnection:
    witness = _Witness()
    options = await asyncio.to_thread(lambda: _client_options(settings, witness))
    # asyncssh tells of every command at INFO; a level that somebody set is kept.
    if logging.getLogger("asyncssh").level == logging.NOTSET:
        asyncssh.set_log_level(logging.WARNING)
    try:
        return await _within(
            asyncssh.connect(
                settings.address.host,
                settings.address.port,
                config=None,
                options=options,
            ),
            witness,
        )
    except _FAILURES as error:
        raise _refused(error, witness, fingerprint(settings.host_key)) from error


async def _within[T](attempt: Awaitable[T], witness: _Witness) -> T:
    """Bound one attempt to connect; raises TimeoutError."""
    async with asyncio.timeout(CONNECT_SECONDS) as limit:
        witness.limit = limit
        return await attempt


def _client_options(
    settings: ConnectSettings, witness: _Witness
) -> asyncssh.SSHClientConnectionOptions:
    pinned = read_public(settings.host_key)
    of_pinned = [name.decode() for name in pinned.sig_algorithms]
    try:
        return asyncssh.SSHClientConnectionOptions(
            **_OPTIONS,
            client_factory=lambda: witness,
            username=settings.address.username,
            client_keys=[read_private(settings.private_key)],
            # Anything but a tuple of lists would be a file name or no check at all.
            known_hosts=([pinned], [], []),
            server_host_key_algs=[*of_pinned, *_HOST_KEY_ALGORITHMS],
        )
    except ValueError as error:
        # The one value left that asyncssh checks here is the name of the user.
        raise AuthenticationRefused(clean(str(error))) from error


def _refused(error: Exception, witness: _Witness, expected: str) -> BurnInError:
    detail = clean(str(error)) or type(error).__name__
    match error:
        case asyncssh.HostKeyNotVerifiable():
            return HostKeyChanged(detail, expected=expected, found=witness.found)
        case asyncssh.PermissionDenied() | asyncssh.IllegalUserName():
            return AuthenticationRefused(detail)
        case socket.gaierror() | UnicodeError():
            return HostUnreachable("the name can't be resolved", stage="name")
        case TimeoutError():
            stage = "silent" if witness.reached else "connect"
            return HostUnreachable("there was no answer in time", stage=stage)
        case ConnectionRefusedError():
            return HostUnreachable("the connection was refused", stage="connect")
        case OSError(errno=errno.EHOSTUNREACH | errno.ENETUNREACH):
            return HostUnreachable("there is no way to the host", stage="connect")
        case _:
            stage = "login" if witness.reached else "connect"
            return HostUnreachable(detail, stage=stage)


def _end_late_channel(opening: asyncio.Task[object]) -> None:
    if opening.cancelled() or opening.exception() is not None:
        return
    match opening.result():
        case (asyncssh.SSHClientChannel() as channel, _):
            channel.abort()
