"""A checksum over a document's content, by which a changed one can be told.

It is no signature: who changes a document on purpose can make a new sum. The content
is JSON with sorted keys and no spaces, in UTF-8, without the sum itself; so
`jq -jcS 'del(.sha256)' FILE | sha256sum` gives the same.
"""

from collections.abc import Mapping
import hashlib
import json
import re

FIELD = "sha256"

_PAGE_SUM = re.compile(r'(<meta name="page-sha256" content=")([0-9a-f]{64}|)(">)')


def canonical(value: object) -> str:
    """The one JSON text of plain data; ValueError for what JSON has no word for."""
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def checksum(content: Mapping[str, object]) -> str:
    """The sum of a document's content in hex; a sum that is in it is left out."""
    kept = {key: value for key, value in content.items() if key != FIELD}
    return hashlib.sha256(canonical(kept).encode()).hexdigest()


def verify(document: object) -> bool:
    """Whether a document (as text, or as data) is as it was made; never raises."""
    try:
        content = json.loads(document) if isinstance(document, str) else document
        return isinstance(content, Mapping) and content.get(FIELD) == checksum(content)
    except ValueError, TypeError, RecursionError:
        return False


def sealed_page(page: str) -> str:
    """Write the sum of a page into the empty place that it has for it."""
    return _PAGE_SUM.sub(rf"\g<1>{_page_sum(page)}\g<3>", page, count=1)


def verify_page(page: str) -> bool:
    """Whether a page is as it was made, byte by byte but for line ends."""
    page = page.replace("\r\n", "\n")
    found = _PAGE_SUM.search(page)
    return found is not None and found[2] == _page_sum(page)


def _page_sum(page: str) -> str:
    bare = _PAGE_SUM.sub(r"\g<1>\g<3>", page, count=1)
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()
