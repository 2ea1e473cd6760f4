"""What is on a held drive, and what is insisted on before anything is written."""

from typing import Any

from ._disks import OtherContent, compare, sample
from ._hold import Node, signatures
from ._request import Refused
from ._status import Status


def look(nodes: list[Node], request: dict[str, Any], status: Status) -> None:
    """Look at what is on the drive; insist on nothing where that was asked."""
    size = request["identity"]["size"]
    insist = request["require_blank"]
    for node in nodes:
        found = status.value["sample"] = sample(node.descriptor, size)
        try:
            names = status.value["signatures"] = signatures(node)
        except Refused:
            if insist:
                raise
        else:
            if insist:
                _insist_blank(node, found, names)
        if "expect" in request:
            _insist_ours(node, request["expect"])


def _insist_blank(node: Node, found: dict[str, Any], names: list[str]) -> None:
    if names:
        raise Refused("has_signature", node=node.name, found=", ".join(names))
    if found["error"]:
        raise Refused("sample_failed", node=node.name, error=found["error"])
    if found["constant"] is None:
        raise Refused("not_blank", node=node.name)


def _insist_ours(node: Node, expected: list[dict[str, int]]) -> None:
    """Insist that a broken-off test's patterns are still where it left them."""
    try:
        compare(node.descriptor, expected)
    except OtherContent as found:
        offset = str(found.offset)
        raise Refused("content_changed", node=node.name, offset=offset) from found
    except OSError as problem:
        error = f"{problem.strerror or problem} (errno {problem.errno})"
        raise Refused("sample_failed", node=node.name, error=error) from problem
