"""The files that are checked, read once."""

from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

# Importing it puts the validation engine of Home Assistant in place.
import homeassistant.const  # noqa: F401
from homeassistant.util.yaml import parse_yaml

REPOSITORY = Path(__file__).parents[2]
ROOT = REPOSITORY / "custom_components" / "nas_burnin"


def _json(path: Path) -> Any:
    return json.loads(path.read_text())


def _yaml(path: Path) -> Any:
    parsed = parse_yaml(path.read_text())
    assert isinstance(parsed, dict)
    # What begins with a dot is for other places of the same file to refer to.
    return {name: given for name, given in parsed.items() if name[0] != "."}


@dataclass(frozen=True, slots=True)
class Files:
    """What a check looks at: parsed files, and the text of the others.

    `languages` maps a language to its texts, `sources` a path below the integration to
    its text, `listed` are all files of the repository by their path.
    """

    manifest: dict[str, Any]
    languages: dict[str, dict[str, Any]]
    icons: dict[str, Any]
    services: dict[str, Any]
    triggers: dict[str, Any]
    conditions: dict[str, Any]
    quality: dict[str, Any]
    hacs: dict[str, Any]
    sources: dict[str, str]
    workflows: dict[str, str]
    readme: str
    license: str
    listed: frozenset[str]
    images: dict[str, bytes]

    @property
    def texts(self) -> dict[str, Any]:
        """The English texts: the ones that all others follow."""
        return self.languages["en"]


def read() -> Files:
    """Read the files as they are."""
    return Files(
        manifest=_json(ROOT / "manifest.json"),
        languages={
            path.stem: _json(path)
            for path in sorted((ROOT / "translations").glob("*.json"))
        },
        icons=_json(ROOT / "icons.json"),
        services=_yaml(ROOT / "services.yaml"),
        triggers=_yaml(ROOT / "triggers.yaml"),
        conditions=_yaml(ROOT / "conditions.yaml"),
        quality=_yaml(ROOT / "quality_scale.yaml"),
        hacs=_json(REPOSITORY / "hacs.json"),
        sources={
            str(path.relative_to(ROOT)): path.read_text() for path in ROOT.rglob("*.py")
        },
        workflows={
            path.name: path.read_text()
            for path in (REPOSITORY / ".github" / "workflows").glob("*.yml")
        },
        readme=(REPOSITORY / "README.md").read_text(),
        license=(REPOSITORY / "LICENSE").read_text(),
        listed=frozenset(_listed()),
        images={
            path.name: path.read_bytes() for path in (ROOT / "brand").glob("*.png")
        },
    )


def _listed() -> Iterator[str]:
    for top in REPOSITORY.iterdir():
        if top.is_file():
            yield top.name
    for path in (REPOSITORY / "custom_components").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path.relative_to(REPOSITORY))


REAL = read()
MANIFEST, TEXTS = REAL.manifest, REAL.texts
