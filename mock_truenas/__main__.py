"""`python -m mock_truenas`: starts a NAS and says on one line how to reach it."""

import argparse
import asyncio
from pathlib import Path
import signal
import sys

from .catalog import ScenarioError
from .nas import MockNas
from .scenario import read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mock_truenas", description=__doc__)
    add = parser.add_argument
    add("--drives", type=int, default=12, help="blank drives to test (default 12)")
    add("--size", default="256M", help="size of a drive: 256M, 4T, 14TB (default 256M)")
    add(
        "--in-use",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="add drives of pools, mounted ones, and one with old data",
    )
    add("--host", default="127.0.0.1", help="address to listen on (default loopback)")
    add("--port", type=int, default=0, help="port to listen on (default any free one)")
    add("--root", help="folder of the NAS; kept (default a temporary one, removed)")
    add("--speed", type=float, help="how many times faster than real drives")
    add("--scenario", help="JSON file: drives and what goes wrong (docs/mock.md)")
    add(
        "--authorized-key",
        action="append",
        default=[],
        metavar="FILE|TEXT",
        help="public key that may log in; can be given more than once",
    )
    add("--user", help="account that may log in (default root)")
    add("--no-systemd", action="store_true", help="a host without systemd")
    add("--python", help="interpreter that runs programs on the NAS")
    return parser


def _key(text: str) -> str:
    """Return the text of a public key that was given itself or as a file."""
    if " " in text.strip():
        return text.strip()
    try:
        return Path(text).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ScenarioError(f"--authorized-key {text}: {error.strerror}") from error


async def _serve(options: argparse.Namespace) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    nas = MockNas(
        drives=options.drives,
        size=options.size,
        in_use=options.in_use,
        speed=options.speed,
        systemd=False if options.no_systemd else None,
        user=options.user,
        authorized_keys=tuple(_key(text) for text in options.authorized_key),
        scenario=read(options.scenario) if options.scenario else None,
        root=options.root,
        host=options.host,
        port=options.port,
        python=options.python,
    )
    async with nas:
        print(nas.ready_line(), flush=True)
        await ended.wait()


def main() -> int:
    """Run until told to end; 2 for options or a scenario that cannot be."""
    options = _parser().parse_args()
    try:
        asyncio.run(_serve(options))
    except ScenarioError as error:
        print(f"mock_truenas: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
