"""Those who want to be told of something, and the telling."""

from collections.abc import Callable


class Listeners[T]:
    """Callbacks, called one after the other in the order in which they came."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._callbacks: list[Callable[[T], None]] = []

    def subscribe(self, callback: Callable[[T], None]) -> Callable[[], None]:
        """Call back with all that is told from now on; what is answered ends it."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return unsubscribe

    def tell(self, *told: T) -> None:
        """Tell everybody who listens by then, one thing after the other."""
        for one in told:
            # Who hears of it may end somebody's listening, or begin to listen.
            for callback in tuple(self._callbacks):
                callback(one)

    def close(self) -> None:
        """Tell nobody any more."""
        self._callbacks.clear()
