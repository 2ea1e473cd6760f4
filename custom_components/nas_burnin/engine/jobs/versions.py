"""What tested a drive: ourselves, the host and its tools, by their versions."""

from ..model import HostInfo


def versions_of(info: HostInfo | None, own: str) -> dict[str, str]:
    """Return the versions by name; what does not tell is left out."""
    told = {"nas_burnin": own}
    if info:
        told |= {"os": _system(info), "kernel": info.kernel, **info.versions}
    return {name: version for name, version in told.items() if version}


def _system(info: HostInfo) -> str:
    """The name of the system with its version, which most names have in them."""
    if info.os_version in info.os_name:
        return info.os_name
    return f"{info.os_name} {info.os_version}".strip()
