"""What a test or a scenario does to the drives, pools and tools of a running NAS."""

from pathlib import Path

from . import actions, install, scenario as scenarios
from .model import load


class Mutators:
    """The part of `MockNas` that changes the NAS; each takes effect at once.

    Raises ActionError where a real NAS would refuse.
    """

    root: Path
    _python: str

    def name(self, ref: str) -> str:
        """Return a drive's kernel name now ("" while it is gone)."""
        model = load(str(self.root))
        nodes = actions.nodes_of(model, actions.find_drive(model, ref))
        return str(nodes[0]["name"]) if nodes else ""

    # -- drives ----------------------------------------------------------------------

    def set_temperature(self, drive: str, celsius: int) -> None:
        """Make a drive as warm as this; work adds 4 degrees."""
        actions.set_drive(str(self.root), drive, temperature=celsius)

    def set_smart(self, drive: str, **values: object) -> None:
        """Change what a drive's SMART says: passed=False, pending=8 ..."""
        actions.set_smart(str(self.root), drive, **values)

    def set_drive(self, drive: str, **values: object) -> None:
        """Change other fields of a drive: standby, bandwidth, state="hung" ..."""
        actions.set_drive(str(self.root), drive, **values)

    def set_faults(self, drive: str, **kinds: list[int]) -> None:
        """Make 4096-byte blocks bad: miscompare=, read_error=, write_error=."""
        install.check_compiler(str(self.root), kinds)
        actions.set_faults(str(self.root), drive, **kinds)

    def vanish(self, drive: str) -> None:
        """Pull a drive."""
        actions.vanish(str(self.root), drive)

    def come_back(self, drive: str, name: str = "") -> str:
        """Plug a drive in again; returns the name it got."""
        return actions.come_back(str(self.root), drive, name)

    def rename(self, drive: str, name: str) -> None:
        """Let a drive come back under another name."""
        actions.rename(str(self.root), drive, name)

    def swap_letters(self, first: str, second: str) -> None:
        """Let two drives come back with each other's names."""
        actions.swap_letters(str(self.root), first, second)

    # -- pools and mounts --------------------------------------------------------------

    def import_pool(self, name: str, *, force: bool = False) -> None:
        """Import a pool; ActionError while a member is held, unless forced."""
        actions.import_pool(str(self.root), name, force=force)

    def export_pool(self, name: str) -> None:
        """Export a pool."""
        actions.export_pool(str(self.root), name)

    def create_pool(self, name: str, drive: str, *, force: bool = False) -> None:
        """Make a pool on a drive; ActionError while it is held, unless forced."""
        actions.create_pool(str(self.root), name, self.name(drive), force=force)

    def mount(self, drive: str, target: str, number: int = 1) -> None:
        """Mount a partition; ActionError while the drive is held."""
        actions.mount(str(self.root), drive, target, number)

    def umount(self, target: str) -> None:
        """Unmount it."""
        actions.umount(str(self.root), target)

    # -- tools ---------------------------------------------------------------------------

    def hang_tool(self, tool: str) -> None:
        """Let a tool hang for ever."""
        actions.set_tool(str(self.root), tool, {"hang": True})

    def garbage_tool(self, tool: str, text: str = "") -> None:
        """Let a tool answer nonsense, and say that it went well."""
        fault = scenarios.tool_fault("garbage", tool)
        actions.set_tool(str(self.root), tool, {"garbage": text} if text else fault)

    def fail_tool(self, tool: str, status: int = 1, stderr: str = "failed\n") -> None:
        """Let a tool fail."""
        actions.set_tool(str(self.root), tool, {"exit": status, "stderr": stderr})

    def remove_tool(self, tool: str) -> None:
        """Take a tool away."""
        (self.root / "bin" / tool).unlink(missing_ok=True)

    def restore_tool(self, tool: str) -> None:
        """Give a tool back as it was."""
        actions.set_tool(str(self.root), tool, None)
        install.write_stub(self.root, tool, self._python)
