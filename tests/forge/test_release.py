"""A release has the version of its tag, and always the same bytes."""

import json
from pathlib import Path
import zipfile

import pytest

from scripts._forge import release
from tests.forge.files import MANIFEST, REPOSITORY, ROOT


def test_tag_of_this_version() -> None:
    assert release.problems(f"v{MANIFEST['version']}", REPOSITORY) == []


@pytest.mark.parametrize("tag", ["v9.9.9", MANIFEST["version"], "main", ""])
def test_no_tag_of_this_version(tag: str) -> None:
    (problem,) = release.problems(tag, REPOSITORY)
    assert MANIFEST["version"] in problem


def test_hacs_would_look_for_another_file(tmp_path: Path) -> None:
    package = tmp_path / "custom_components" / "nas_burnin"
    package.mkdir(parents=True)
    (package / "manifest.json").write_text(json.dumps({"version": "1.0.0"}))
    (tmp_path / "hacs.json").write_text(json.dumps({"filename": "nas_burnin.zip"}))
    assert release.problems("v1.0.0", tmp_path) == ["hacs.json names another file"]


def test_what_is_packed(tmp_path: Path) -> None:
    package = tmp_path / "nas_burnin"
    for name in ("manifest.json", "engine/x.py", "engine/__pycache__/x.pyc"):
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    # HACS unpacks it into the folder of the integration.
    assert release.pack(package, first) == ["engine/x.py", "manifest.json"]
    (package / "manifest.json").touch()
    release.pack(package, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert packed.read("engine/x.py") == b"engine/x.py"
        assert packed.testzip() is None


def test_all_of_the_integration_can_be_packed(tmp_path: Path) -> None:
    names = release.pack(ROOT, tmp_path / "nas_burnin.zip")
    assert {"manifest.json", "__init__.py", "translations/en.json"} <= set(names)
    assert not [name for name in names if name.endswith((".pyc", ".ts"))]


def test_version_is_the_same_everywhere() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text()
    assert f'\nversion = "{MANIFEST["version"]}"\n' in project
