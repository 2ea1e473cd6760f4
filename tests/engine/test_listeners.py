"""Who is told of what, in which order, and until when."""

from collections.abc import Callable

import pytest

from custom_components.nas_burnin.engine.listeners import Listeners


def test_everybody_is_told_of_one_thing_before_the_next() -> None:
    listeners, told = Listeners[int](), list[tuple[str, int]]()
    listeners.subscribe(lambda one: told.append(("a", one)))
    listeners.subscribe(lambda one: told.append(("b", one)))
    listeners.tell(1, 2)
    listeners.tell()
    assert told == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


def test_who_does_not_want_to_be_told_any_more() -> None:
    listeners, told, others = Listeners[int](), list[int](), list[int]()
    forget = listeners.subscribe(told.append)
    listeners.subscribe(others.append)
    listeners.tell(1)
    forget()
    forget()
    listeners.tell(2)
    assert (told, others) == ([1], [1, 2])


def test_who_subscribed_twice_is_told_twice() -> None:
    listeners, told = Listeners[int](), list[int]()
    forget = listeners.subscribe(told.append)
    listeners.subscribe(told.append)
    listeners.tell(1)
    assert told == [1, 1]
    forget()
    listeners.tell(2)
    assert told == [1, 1, 2]


def test_a_closed_list_tells_nobody() -> None:
    listeners, told = Listeners[int](), list[int]()
    forget = listeners.subscribe(told.append)
    listeners.close()
    forget()
    listeners.tell(1)
    assert not told


def test_leaving_and_coming_while_it_is_told() -> None:
    """Whoever listened when a thing was told hears of it, and nobody else."""
    listeners, told = Listeners[int](), list[tuple[str, int]]()
    forget: list[Callable[[], None]] = []

    def first(one: int) -> None:
        told.append(("first", one))
        if one == 1:
            forget.pop()()
            listeners.subscribe(lambda one: told.append(("third", one)))

    listeners.subscribe(first)
    forget.append(listeners.subscribe(lambda one: told.append(("second", one))))
    listeners.tell(1, 2)
    assert told == [("first", 1), ("second", 1), ("first", 2), ("third", 2)]


def test_what_one_raises_is_nobody_elses_to_hide() -> None:
    listeners, told = Listeners[int](), list[int]()

    def fail(one: int) -> None:
        raise LookupError(one)

    listeners.subscribe(told.append)
    forget = listeners.subscribe(fail)
    with pytest.raises(LookupError):
        listeners.tell(1)
    forget()
    listeners.tell(2)
    assert told == [1, 2]
