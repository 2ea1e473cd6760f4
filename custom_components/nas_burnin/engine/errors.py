"""Our own errors: few, each with a code that names its sentence and its way out."""


class BurnInError(Exception):
    """Base of all errors of the engine.

    `code` is the translation key of the sentence, `values` fill its placeholders.
    """

    code = "burn_in_error"

    def __init__(self, detail: str = "", **values: str) -> None:
        """Keep the placeholders; `detail` is the tool's own (cleaned) word."""
        super().__init__(detail or self.code)
        self.detail = detail
        self.values = {"detail": detail, **values}


class HostError(BurnInError):
    """The host, or the way to it, is at fault; trying again later can help."""


class HostUnreachable(HostError):
    """No connection: refused, timed out, no such name, or lost on the way."""

    code = "host_unreachable"


class CommandTimedOut(HostError):
    """A command did not answer within its time."""

    code = "command_timed_out"


class AnswerUnusable(HostError):
    """The host answered, but not in a form that may be believed."""

    code = "answer_unusable"


class SetupError(BurnInError):
    """Trying again won't help until a person changed something."""


class AuthenticationRefused(SetupError):
    """The host does not accept the user or the key."""

    code = "authentication_refused"


class HostKeyChanged(SetupError):
    """The host shows another key than the one that was accepted.

    `values` has `expected` and `found` fingerprints where they are known.
    """

    code = "host_key_changed"


class KeyUnusable(SetupError):
    """The private key can't be read: not a key, a passphrase, a broken text."""

    code = "key_unusable"


class ShellUnusable(SetupError):
    """The login shell does not run commands (the TrueNAS CLI, nologin)."""

    code = "shell_unusable"


class SudoRefused(SetupError):
    """`sudo -n` asks for a password or does not allow the command."""

    code = "sudo_refused"


class ToolMissing(SetupError):
    """A tool that a burn-in needs is not on the host; `values["tool"]` names it."""

    code = "tool_missing"


class DriveRefused(BurnInError):
    """A drive can't be tested as asked; `values` say which and why."""

    code = "drive_refused"


class NoSuchDrive(BurnInError):
    """The host has no such drive, now or ever."""

    code = "no_such_drive"


class HistoryError(BurnInError):
    """The history file can't be read or written."""

    code = "history_error"
