"""The programs as texts: complete, old enough for the NAS, and sent unharmed."""

import ast
import importlib
import json
import os
from pathlib import Path
import shlex
import subprocess
import sys

import pytest

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.parse.frames import split_frames
from tests.remote.sandbox import SYSTEM_PYTHON, Sandbox, request

PROGRAMS = ("probe", "control", "selftest", "supervisor")
OLD = (3, 9)


def imported(text: str) -> set[str]:
    """Every module that a program asks for, at any depth."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(str(node.module))
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_stands_alone_on_an_old_python(name: str) -> None:
    text = remote.load(name)
    ast.parse(text, feature_version=OLD)
    assert {part.split(".")[0] for part in imported(text)} <= sys.stdlib_module_names
    assert "typing" not in imported(text)
    assert remote.load(name) is text


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_parts_of_a_program_do_not_overwrite_each_other(name: str) -> None:
    names: list[str] = []
    for _, part in remote.fragments(name):
        for node in ast.parse(part).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.append(node.name)
            elif isinstance(node, ast.Assign):
                names += [
                    target.id for target in node.targets if isinstance(target, ast.Name)
                ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_part_names_what_it_needs(name: str) -> None:
    for path, _ in remote.fragments(name):
        assert importlib.import_module(f"{remote.__name__}.{path.stem}")


@pytest.mark.parametrize("name", PROGRAMS)
def test_parts_keep_their_line_numbers(name: str) -> None:
    for path, part in remote.fragments(name):
        assert part.count("\n") == path.read_text().count("\n")


def test_the_probe_loads_little() -> None:
    assert imported(remote.load("probe")) <= {
        "__future__",
        "errno",
        "fcntl",
        "functools",
        "json",
        "mmap",
        "os",
        "re",
        "select",
        "signal",
        "stat",
        "sys",
        "time",
    }


def test_the_command_is_constant_text() -> None:
    assert remote.command(sudo=False, seconds=30) == (
        "timeout -k 5 30 python3 -I -c 'import sys,zlib;i=sys.stdin.buffer;"
        "exec(zlib.decompress(i.read(int(i.readline()))))'"
    )
    with_sudo = shlex.split(remote.command(sudo=True, seconds=9))
    assert with_sudo[:6] == ["timeout", "-k", "5", "9", "sudo", "-n"]


def test_f_and_n_are_no_words_of_any_program() -> None:
    for name in PROGRAMS:
        for node in ast.walk(ast.parse(remote.load(name))):
            if isinstance(node, ast.Constant) and "badblocks" in ast.dump(node):
                assert "-f" not in str(node.value).split()
    argv = remote.load("supervisor").partition("def badblocks_argv")[2]
    assert '"-f"' not in argv
    assert '"-n"' not in argv


@pytest.mark.parametrize("python", [sys.executable, SYSTEM_PYTHON])
def test_the_command_and_payload_reach_a_real_shell(
    tmp_path: Path, python: str
) -> None:
    nas = Sandbox(tmp_path, python=python)
    asked = {
        "v": 1,
        "deadline": 20,
        "width": 4,
        "smart": [],
        "signatures": [],
        "samples": [],
        "smart_types": {},
        "farm": [],
        "awake": [],
        "versions": False,
        "nvme": {},
        "unit_prefix": "nas-burnin-",
        "state_dir": str(nas.state_dir),
        "run_dir": "/nowhere/\udcff",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", remote.command(sudo=False, seconds=30)],
        input=remote.payload(remote.load("probe"), asked),
        capture_output=True,
        env=nas.environment(),
        check=False,
    )
    assert done.stderr == b""
    answer = split_frames(done.stdout)
    assert answer.complete
    host = json.loads(answer.frames["host"].out)
    assert host["kernel"] == os.uname().release
    assert {"block", "lsblk", "mountinfo", "swaps", "tests"} <= set(answer.frames)


@pytest.mark.parametrize("name", ["probe", "control"])
def test_rubbish_gets_no_complete_answer(nas: Sandbox, name: str) -> None:
    done = nas.call_raw(name, {"v": 1})
    assert done.returncode != 0
    assert b"KeyError" in done.stderr
    assert not split_frames(done.stdout).complete


def test_the_digest_is_the_one_the_supervisor_says(nas: Sandbox) -> None:
    child = nas.spawn(request(unit="nas-burnin-other"))
    child.wait(30)
    program = (nas.state_dir / "nas-burnin-other" / "supervisor.py").read_text()
    status = nas.status("nas-burnin-other")
    assert status["supervisor_sha256"] == remote.digest(program)
