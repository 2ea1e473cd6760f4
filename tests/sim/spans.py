"""Sets of bytes of a disk, as ranges."""

from collections.abc import Iterator


class Spans:
    """Ranges from a first byte up to an end, in order and apart from each other."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._spans)

    def add(self, first: int, end: int) -> None:
        apart = [s for s in self._spans if s[1] < first or s[0] > end]
        joined = [s for s in self._spans if not (s[1] < first or s[0] > end)]
        whole = (
            min([first, *(s[0] for s in joined)]),
            max([end, *(s[1] for s in joined)]),
        )
        self._spans = sorted([*apart, whole])

    def remove(self, first: int, end: int) -> None:
        kept = []
        for low, high in self._spans:
            kept += [(low, min(high, first)), (max(low, end), high)]
        self._spans = [span for span in kept if span[0] < span[1]]

    def within(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Answer what of these is between two places."""
        for low, high in self._spans:
            if low < end and high > first:
                yield max(low, first), min(high, end)

    def gaps(self, size: int) -> list[tuple[int, int]]:
        """Answer what is missing of everything up to `size`."""
        missing = Spans()
        missing.add(0, size)
        for first, end in self._spans:
            missing.remove(first, end)
        return list(missing)
