"""Read `blkid -p -o export`: what a low-level probe finds on one disk or partition."""

from ..model import Reason, Signature
from .clean import clean
from .shape import Misshapen, Unreadable, fail_closed, lines_of, node_path

FOUND = 0
NOTHING = 2
AMBIVALENT = 8

_PARTITION = "PART_ENTRY_"


@fail_closed
def read_blkid(
    node: str, status: int, out: bytes, err: bytes
) -> tuple[Signature, ...] | Unreadable:
    """Read the answer about `/dev/NODE`; an empty tuple means that nothing is there.

    Exit status 0 lists what was found, 8 means more than one thing was (use of any
    kind), 2 nothing, and 4 an error (blkid(8)). It also exits 2 where it could not
    open the device, and then has something to say on stderr.
    """
    if status == AMBIVALENT:
        return (Signature(node, kind="", ambivalent=True),)
    if status == FOUND:
        return _signatures(node, out)
    if status == NOTHING and not out and not err.strip():
        return ()
    detail = clean(err) or clean(out)
    values = {"status": str(status), "detail": detail}
    return Unreadable(Reason("detector_failed", values))


def _signatures(node: str, out: bytes) -> tuple[Signature, ...]:
    found: dict[str, str] = {}
    for line in lines_of(out):
        key, equals, value = line.partition("=")
        if not equals or not key or key in found:
            raise Misshapen(f"no line of blkid: {line}")
        found[key] = clean(value)
    if found.get("DEVNAME") not in (None, node_path(node)):
        raise Misshapen(f"blkid speaks of {found['DEVNAME']}")
    kind, table = found.get("TYPE", ""), found.get("PTTYPE", "")
    if kind or table:
        usage, label = found.get("USAGE", ""), found.get("LABEL", "")
        return (Signature(node, kind, usage, label, table),)
    # Of an empty partition it only tells where that lies. Whatever else it
    # found belongs to something that has a type.
    about = found.keys() - {"DEVNAME"}
    if about and all(key.startswith(_PARTITION) for key in about):
        return ()
    raise Misshapen("blkid found something without a type")
