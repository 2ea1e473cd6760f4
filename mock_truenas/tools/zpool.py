"""`zpool list|status|import|export|create` and `zdb -l`, as OpenZFS 2.3 prints them."""

import json
import os
import sys

from ..model import Json, load, partition_name, partition_of_uuid, pool_members, root
from .lsblk import human

_DASH = "-"


def main(arguments: list[str]) -> int:
    """Run one subcommand."""
    if arguments[:1] == ["zdb"]:
        return _zdb(arguments[1:])
    arguments = arguments[1:] if arguments[:1] == ["zpool"] else arguments
    if not arguments or arguments[0] not in COMMANDS:
        sys.stderr.write("missing command\nusage: zpool command args ...\n")
        return 2
    words = [a for a in arguments[1:] if not a.startswith("-")]
    letters = "".join(
        a[1:] for a in arguments[1:] if a.startswith("-") and not a.startswith("--")
    )
    return COMMANDS[arguments[0]](load(root()), words, letters)


def _imported(model: Json, names: list[str]) -> list[Json]:
    pools = [p for p in model["pools"].values() if p["imported"]]
    return sorted(
        (p for p in pools if not names or p["name"] in names), key=lambda p: p["name"]
    )


def _member_path(model: Json, identity: str, letters: str) -> str:
    """Return a member as -P and -L show it; a bare GUID number when it is not there."""
    found = partition_of_uuid(model, identity)
    if found is None:
        return str(int(identity.replace("-", ""), 16) >> 64)
    if "L" in letters:
        name = partition_name(found[0]["name"], found[1]["number"])
        return f"/dev/{name}" if "P" in letters else name
    return f"/dev/disk/by-partuuid/{identity}" if "P" in letters else identity


def _member_size(model: Json, identity: str) -> int:
    found = partition_of_uuid(model, identity)
    return found[1]["size"] if found else 0


def _sizes(model: Json, pool: Json) -> tuple[int, int]:
    """Return (size, allocated) of a pool: that of its data vdevs."""
    size = sum(
        min((_member_size(model, m) for m in vdev["members"]), default=0)
        if vdev["type"] == "mirror"
        else sum(_member_size(model, m) for m in vdev["members"])
        for group in pool["groups"]
        if group["kind"] == "data"
        for vdev in group["vdevs"]
    )
    return size, size // 12


def _size(value: int, letters: str) -> str:
    return str(value) if "p" in letters else human(value).removesuffix("B")


def member_state(model: Json, pool: Json, identity: str, spare: bool = False) -> str:
    """Return the state of one member."""
    if partition_of_uuid(model, identity) is None:
        return "UNAVAIL"
    if identity in pool.get("faulted", []):
        return "FAULTED"
    return "AVAIL" if spare else "ONLINE"


def _list(model: Json, words: list[str], letters: str) -> int:
    pools = _imported(model, words)
    if words and not pools:
        sys.stderr.write(f"cannot open '{words[0]}': no such pool\n")
        return 1
    if not pools and "H" not in letters:
        print("no pools available")
    if "H" not in letters and pools:
        print(
            "NAME  SIZE  ALLOC  FREE  CKPOINT  EXPANDSZ  FRAG  CAP  DEDUP  HEALTH  ALTROOT"
        )
    for pool in pools:
        size, used = _sizes(model, pool)
        percent = "8" if "p" in letters else "8%"
        cells = [
            pool["name"],
            _size(size, letters),
            _size(used, letters),
            _size(size - used, letters),
            _DASH,
            _DASH,
            percent.replace("8", "1"),
            percent,
            "1.00" if "p" in letters else "1.00x",
            pool["state"],
            _DASH,
        ]
        print("\t".join(cells))
        if "v" in letters:
            _list_groups(model, pool, letters)
    return 0


def _list_groups(model: Json, pool: Json, letters: str) -> None:
    for group in pool["groups"]:
        spare = group["kind"] == "spare"
        if group["kind"] != "data":
            # Not separated by tabs, even with -H: so the real tool prints them.
            print(
                f"{group['kind']:<68}-      -      -        -         -      -      -"
                "      -         -"
            )
        for vdev in group["vdevs"]:
            if vdev["name"]:
                size = min(_member_size(model, m) for m in vdev["members"])
                print(_vdev_line(vdev["name"], size, letters, "ONLINE", whole=True))
            for member in vdev["members"]:
                print(
                    _vdev_line(
                        _member_path(model, member, letters),
                        _member_size(model, member),
                        letters,
                        member_state(model, pool, member, spare),
                        whole=not vdev["name"] and not spare,
                    )
                )


def _vdev_line(name: str, size: int, letters: str, state: str, *, whole: bool) -> str:
    used = size // 12
    numbers = (
        [_size(used, letters), _size(size - used, letters), _DASH, _DASH, "1%", "8.56%"]
        if whole
        else [_DASH] * 6
    )
    return "\t".join(["", name, _size(size, letters), *numbers, _DASH, state])


def _status(model: Json, words: list[str], letters: str) -> int:
    pools = _imported(model, words)
    if words and not pools:
        sys.stderr.write(f"cannot open '{words[0]}': no such pool\n")
        return 1
    if "j" in letters:
        print(json.dumps(_status_json(model, pools), separators=(",", ":")))
        return 0
    print("\n".join(_status_text(model, pool, letters) for pool in pools), end="")
    return 0


def _rows(model: Json, pool: Json, letters: str) -> list[tuple[str, str]]:
    rows = [(pool["name"], pool["state"])]
    for group in pool["groups"]:
        spare = group["kind"] == "spare"
        if group["kind"] != "data":
            rows.append(("spares" if spare else group["kind"], ""))
        for vdev in group["vdevs"]:
            if vdev["name"]:
                rows.append((f"  {vdev['name']}", "ONLINE"))
            indent = "    " if vdev["name"] else "  "
            rows += [
                (
                    indent + _member_path(model, member, letters),
                    member_state(model, pool, member, spare),
                )
                for member in vdev["members"]
            ]
    return rows


def _status_text(model: Json, pool: Json, letters: str) -> str:
    rows = _rows(model, pool, letters)
    width = max(len(name) for name, _state in rows)
    lines = [f"\t{'NAME':<{width}}  STATE     READ WRITE CKSUM"]
    for name, state in rows:
        if not state:
            lines.append(f"\t{name}" + ("\t" if name == "logs" else ""))
        elif state == "AVAIL":
            lines.append(f"\t{name:<{width}}  {state:<8}")
        else:
            lines.append(f"\t{name:<{width}}  {state:<8}     0     0     0")
    return (
        f"  pool: {pool['name']}\n state: {pool['state']}\nconfig:\n\n"
        + "\n".join(lines)
        + "\n\nerrors: No known data errors\n"
    )


def _status_json(model: Json, pools: list[Json]) -> Json:
    return {
        "output_version": {
            "command": "zpool status",
            "vers_major": 0,
            "vers_minor": 1,
        },
        "pools": {pool["name"]: _pool_json(model, pool) for pool in pools},
    }


def _pool_json(model: Json, pool: Json) -> Json:
    size, used = _sizes(model, pool)
    classes = {"data": "normal", "logs": "log", "spare": "spare"}
    answer: Json = {
        "name": pool["name"],
        "state": pool["state"],
        "pool_guid": pool["guid"],
        "txg": "50",
        "spa_version": "5000",
        "zpl_version": "5",
    }
    found: dict[str, Json] = {}
    for group in pool["groups"]:
        kind = group["kind"]
        leaves: Json = {}
        for vdev in group["vdevs"]:
            members = {
                member: {
                    "name": member,
                    "vdev_type": "disk",
                    "guid": str(int(member.replace("-", ""), 16) >> 64),
                    "path": f"/dev/disk/by-partuuid/{member}",
                    "class": classes.get(kind, kind),
                    "state": member_state(model, pool, member, kind == "spare"),
                }
                for member in vdev["members"]
            }
            if vdev["name"]:
                leaves[vdev["name"]] = {
                    "name": vdev["name"],
                    "vdev_type": vdev["type"],
                    "class": "normal",
                    "state": "ONLINE",
                    "vdevs": members,
                }
            else:
                leaves |= members
        found["spares" if kind == "spare" else kind] = leaves
    answer["vdevs"] = {
        pool["name"]: {
            "name": pool["name"],
            "vdev_type": "root",
            "guid": pool["guid"],
            "class": "normal",
            "state": pool["state"],
            "alloc_space": human(used),
            "total_space": human(size),
            "vdevs": found.pop("data", {}),
        }
    }
    return answer | found | {"error_count": "0"}


def _import(model: Json, words: list[str], letters: str) -> int:
    if words:
        return _act("import_pool", words[0], "import", letters)
    exported = [p for p in model["pools"].values() if not p["imported"]]
    if not exported:
        sys.stderr.write("no pools available to import\n")
        return 1
    for pool in exported:
        state = "ONLINE" if _complete(model, pool) else "UNAVAIL"
        print(f"  pool: {pool['name']}\n    id: {pool['guid']}\n state: {state}")
        if state == "ONLINE":
            print(
                "action: The pool can be imported using its name or numeric identifier."
            )
        print(f"config:\n\n\t{pool['name']:<38}{state}")
        for member in pool_members(pool):
            print(f"\t  {member:<36}{member_state(model, pool, member)}")
        print()
    return 0


def _complete(model: Json, pool: Json) -> bool:
    return all(partition_of_uuid(model, m) for m in pool_members(pool))


def _export(_model: Json, words: list[str], letters: str) -> int:
    return _act("export_pool", words[0] if words else "", "export", letters)


def _create(_model: Json, words: list[str], letters: str) -> int:
    if len(words) < 2:
        sys.stderr.write("missing vdev specification\n")
        return 2
    return _act("create_pool", words[0], "create", letters, *words[1:])


def _act(action: str, name: str, verb: str, letters: str, *rest: str) -> int:
    from .. import actions

    if os.environ.get("MOCK_TRUENAS_UID", "0") != "0":
        sys.stderr.write(f"cannot {verb} '{name}': permission denied\n")
        return 1
    try:
        getattr(actions, action)(root(), name, *rest, force="f" in letters)
    except actions.ActionError as error:
        sys.stderr.write(f"cannot {verb} '{name}': {error}\n")
        return 1
    return 0


def _zdb(arguments: list[str]) -> int:
    from .blkid import probe

    device = arguments[-1] if arguments else ""
    tags = dict(probe(device) or [])
    if tags.get("TYPE") != "zfs_member":
        for label in range(4):
            print(f"failed to unpack label {label}")
        return 2
    pools = load(root())["pools"].values()
    exported = any(p["guid"] == tags.get("UUID") and not p["imported"] for p in pools)
    print("------------------------------------\nLABEL 0 ")
    print("------------------------------------")
    print("    version: 5000")
    if "LABEL" in tags:
        print(f"    name: '{tags['LABEL']}'")
    print(f"    state: {1 if exported else 0}\n    txg: 20")
    if "UUID" in tags:
        print(f"    pool_guid: {tags['UUID']}")
    print(f"    guid: {tags['UUID_SUB']}\n    labels = 0 1 2 3 ")
    return 0


COMMANDS = {
    "list": _list,
    "status": _status,
    "import": _import,
    "export": _export,
    "create": _create,
}
