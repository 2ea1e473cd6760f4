"""Packs the integration for a release; the same files always make the same bytes."""

import argparse
import json
from pathlib import Path
import sys
import zipfile

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "custom_components" / "nas_burnin"
# The oldest moment that a zip file knows.
EPOCH = (1980, 1, 1, 0, 0, 0)


def problems(tag: str, root: Path) -> list[str]:
    """Say why a tag is none of a release; nothing where it is one."""
    package = root / "custom_components" / "nas_burnin"
    version = json.loads((package / "manifest.json").read_text())["version"]
    hacs = json.loads((root / "hacs.json").read_text())
    found = []
    if tag != f"v{version}":
        found.append(f"the tag is {tag}, and the manifest says {version}")
    if hacs.get("filename") != "nas_burnin.zip" or not hacs.get("zip_release"):
        found.append("hacs.json names another file")
    return found


def pack(package: Path, target: Path) -> list[str]:
    """Write the zip file; return the names in it."""
    files = sorted(
        path
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            name = zipfile.ZipInfo(path.relative_to(package).as_posix(), EPOCH)
            name.external_attr = 0o644 << 16
            name.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(name, path.read_bytes())
        return packed.namelist()


def main() -> int:
    """Check, and pack unless only asked to check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("tag")
    given = parser.parse_args()
    found = problems(given.tag, ROOT)
    for problem in found:
        print(f"release: {problem}", file=sys.stderr)
    if not found and not given.check:
        names = pack(PACKAGE, ROOT / "nas_burnin.zip")
        print(f"release: {len(names)} files in nas_burnin.zip")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
