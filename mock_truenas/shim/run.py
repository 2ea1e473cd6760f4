"""The NAS's `python3`: runs the given program with the NAS's kernel under it.

Understands what people pass: single-letter switches, `-c TEXT`, a file, or standard
input. The program sees itself as `__main__`, with its own `sys.argv`.
"""

import os
import sys


def main() -> None:
    """Take this program's own traces away, install the NAS and run the program."""
    package = os.path.dirname(
        os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    )
    sys.path.insert(0, package)
    from mock_truenas.shim.install import install

    sys.path.remove(package)
    install()
    arguments = sys.argv[1:]
    while arguments and arguments[0].startswith("-") and arguments[0] != "-":
        switch = arguments.pop(0)
        if switch in {"-V", "--version"}:
            print(f"Python {sys.version.split()[0]}")
            return
        if switch.endswith("c") and not switch.startswith("--"):
            text = arguments.pop(0)
            _run(text, "<string>", ["-c", *arguments])
            return
        if switch in {"-W", "-X"}:
            arguments.pop(0)
    if not arguments or arguments[0] == "-":
        _run(sys.stdin.read(), "<stdin>", ["-", *arguments[1:]])
        return
    with open(arguments[0], "rb") as file:
        source = file.read()
    _run(source, arguments[0], arguments)


def _run(source: str | bytes, name: str, arguments: list[str]) -> None:
    sys.argv[:] = arguments
    space = sys.modules["__main__"].__dict__
    for own in [key for key in space if not key.startswith("__")]:
        del space[own]
    if name.startswith("<"):
        space.pop("__file__", None)
    else:
        space["__file__"] = name
    space["__doc__"] = None
    exec(compile(source, name, "exec", dont_inherit=True), space)


main()
