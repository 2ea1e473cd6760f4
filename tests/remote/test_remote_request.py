"""What a supervisor accepts, and the only words badblocks ever gets."""

import copy
import re
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.remote._request import (
    MAX_LAST,
    Refused,
    badblocks_argv,
    checked,
)
from tests.remote.sandbox import MIB, request, run

ALLOWED = re.compile(
    r"badblocks (-X -w )?-s -v (-t (0xaa|0x55|0xff|0x00|random) )?-e \d+ -b \d+ -c \d+"
    r" /proc/self/fd/\d+ \d+ \d+"
)


def expected(**fields: object) -> dict[str, object]:
    """One range of bytes that a broken-off test has left."""
    return {"first": 0, "last": MIB - 1, "value": 0xAA, **fields}


def refusal(value: object) -> str:
    with pytest.raises(Refused) as caught:
        checked(value)
    assert caught.value.code == "bad_request"
    return caught.value.values["field"]


def test_a_good_request_is_taken_as_it_is() -> None:
    value = request(
        runs=[run(index, name) for index, name in enumerate(["0xaa", "random"])]
    )
    assert checked(copy.deepcopy(value)) == value


def test_what_a_broken_off_test_left_may_be_expected() -> None:
    value = request(expect=[expected(), expected(first=MIB, last=4 * MIB - 1)])
    assert checked(value) == value


def test_a_read_only_test_needs_no_serial_where_there_is_a_wwid() -> None:
    value = request(
        destructive=False, require_blank=False, runs=[run(pattern=None, write=False)]
    )
    value["identity"]["serial"] = ""
    assert checked(value) == value
    value["identity"]["wwid"] = ""
    assert refusal(value) == "identity.serial"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("v", 2),
        ("v", True),
        ("unit", "sshd"),
        ("unit", "nas-burnin-../../etc"),
        ("unit", "nas-burnin-a\n"),
        ("unit", "nas-burnin-"),
        ("unit", 7),
        ("job", None),
        ("job", "x" * 5000),
        ("controller", 1),
        ("nonce", ""),
        ("nonce", "a b"),
        ("boot_id", None),
        ("destructive", 1),
        ("destructive", "true"),
        ("identity", []),
        ("require_blank", None),
        ("go_within", -1),
        ("go_within", float("nan")),
        ("go_within", True),
        ("error_limit", 0),
        ("error_limit", 100_001),
        ("error_limit", "100"),
        ("stop_grace", 61),
        ("runs", []),
        ("runs", {}),
        ("runs", [run(index) for index in range(65)]),
        ("extra", 1),
    ],
)
def test_each_wrong_field_is_named(field: str, wrong: object) -> None:
    assert refusal(request(**{field: wrong})) == field


@pytest.mark.parametrize("field", request())
def test_each_missing_field_is_named(field: str) -> None:
    value = request()
    del value[field]
    assert refusal(value) == field


@pytest.mark.parametrize(
    ("field", "wrong", "named"),
    [
        ("number", -1, "number"),
        ("pattern", "0x12", "pattern"),
        ("pattern", "0xaa -f", "pattern"),
        ("pattern", ["0xaa"], "pattern"),
        ("write", "yes", "write"),
        ("block_size", 1024, "block_size"),
        ("block_size", 2048, "block_size"),
        ("block_size", 5000, "block_size"),
        ("block_size", 1 << 25, "block_size"),
        ("block_size", 4096.0, "block_size"),
        ("blocks_at_once", 0, "blocks_at_once"),
        ("blocks_at_once", 4097, "blocks_at_once"),
        ("first", 1024, "first"),
        ("first", -1, "first"),
        ("last", 1024, "last"),
        ("last", MAX_LAST + 1, "last"),
        ("other", 1, "other"),
    ],
)
def test_each_wrong_field_of_a_run_is_named(
    field: str, wrong: object, named: str
) -> None:
    value = request(runs=[run(), {**run(1), field: wrong}])
    assert refusal(value) == f"runs[1].{named}"


def tailed(**fields: Any) -> dict[str, Any]:
    """A run in blocks of 8 KiB, over a drive of 4 MiB and 4 KiB."""
    return {**run(block_size=8192, last=511, tail=4096), **fields}


@pytest.mark.parametrize(
    ("changes", "fields", "named"),
    [
        ({}, {}, ""),
        ({}, {"write": False}, ""),
        (
            {"destructive": False, "require_blank": False},
            {"write": False, "pattern": None},
            "",
        ),
        ({}, {"tail": 0}, "tail"),
        ({}, {"tail": 512}, "tail"),
        ({}, {"last": 510}, "tail"),
        ({}, {"tail": True}, "tail"),
        (
            {"destructive": False, "require_blank": False},
            {"write": False},
            "tail",
        ),
    ],
)
def test_a_tail_is_the_very_end_and_written_only_where_that_is_allowed(
    changes: dict[str, Any], fields: dict[str, Any], named: str
) -> None:
    size = 4 * MIB + 4096
    value = request(
        identity={"wwid": "a", "serial": "b", "size": size},
        runs=[tailed(**fields)],
        **changes,
    )
    if named:
        assert refusal(value) == f"runs[0].{named}"
    else:
        assert checked(value) == value


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (None, "request"),
        ([], "request"),
        ("text", "request"),
        (request(runs=["run"]), "runs[0]"),
        (request(runs=[run(), run()]), "runs[1].number"),
        (request(destructive=False), "require_blank"),
        (request(destructive=False, require_blank=False), "runs[0].write"),
        (request(runs=[run(pattern=None)]), "runs[0].pattern"),
        (request(runs=[run(pattern="random", write=False)]), "runs[0].pattern"),
        (request(identity={"wwid": "a", "serial": "", "size": MIB}), "identity.serial"),
        (request(identity={"wwid": "a", "serial": "b", "size": 0}), "identity.size"),
        (request(identity={"wwid": 1, "serial": "b", "size": 1}), "identity.wwid"),
        (request(identity={}), "identity.wwid"),
        (request(expect=[]), "expect"),
        (request(expect=None), "expect"),
        (request(expect=[expected()] * 65), "expect"),
        (request(expect=["x"]), "expect[0]"),
        (request(expect=[expected(), expected(value=256)]), "expect[1].value"),
        (request(expect=[expected(value=True)]), "expect[0].value"),
        (request(expect=[expected(first=-4096)]), "expect[0].first"),
        (request(expect=[expected(first=1)]), "expect[0].first"),
        (request(expect=[expected(first=MIB)]), "expect[0].first"),
        (request(expect=[expected(last=MIB)]), "expect[0].last"),
        (request(expect=[expected(last=4 * MIB + 4095)]), "expect[0].last"),
        (request(expect=[expected(other=1)]), "expect[0].other"),
    ],
)
def test_what_does_not_fit_together_is_named(wrong: object, named: str) -> None:
    assert refusal(wrong) == named


def test_blocks_are_counted_in_32_bits() -> None:
    size = (MAX_LAST + 2) * 8192
    identity = {"wwid": "a", "serial": "b", "size": size}
    good = run(block_size=8192, last=MAX_LAST)
    assert checked(request(identity=identity, runs=[good]))
    assert refusal(request(identity=identity, runs=[{**good, "last": MAX_LAST + 1}]))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.sampled_from(sorted(run())),
    json_values,
    st.sampled_from(sorted(request())),
    json_values,
)
def test_whatever_is_accepted_gives_only_the_allowed_words(
    run_field: str, run_value: Any, field: str, value: Any
) -> None:
    for asked in (
        request(runs=[{**run(), run_field: run_value}]),
        request(**{field: value}),
        request(
            **{field: value},
            **({} if field == "runs" else {"runs": [{**run(), run_field: run_value}]}),
        ),
    ):
        try:
            taken = checked(asked)
        except Refused:
            continue
        for each in taken["runs"]:
            check_argv(taken, each)


@given(
    st.sampled_from(["0xaa", "0x55", "0xff", "0x00", "random", None]),
    st.booleans(),
    st.booleans(),
    st.integers(12, 24),
    st.integers(1, 4096),
    st.integers(0, 1 << 33),
    st.integers(0, 1 << 33),
)
def test_no_accepted_run_leaves_the_drive(
    pattern: str | None,
    write: bool,
    destructive: bool,
    bits: int,
    at_once: int,
    first: int,
    last: int,
) -> None:
    size = 20 * 10**12 // 4096 * 4096
    asked = request(
        destructive=destructive,
        require_blank=False,
        identity={"wwid": "a", "serial": "b", "size": size},
        runs=[
            run(
                pattern=pattern,
                write=write,
                block_size=1 << bits,
                blocks_at_once=at_once,
                first=first,
                last=last,
            )
        ],
    )
    try:
        taken = checked(asked)
    except Refused:
        return
    assert (destructive and pattern) or not write
    assert (last + 1) << bits <= size
    check_argv(taken, taken["runs"][0])


def check_argv(taken: dict[str, Any], each: dict[str, Any]) -> None:
    argv = badblocks_argv(
        each,
        destructive=taken["destructive"],
        error_limit=taken["error_limit"],
        descriptor=5,
    )
    assert ALLOWED.fullmatch(" ".join(argv))
    assert ("-w" in argv) == each["write"]
    assert ("-t" in argv) == (each["pattern"] is not None)
    assert not {"-f", "-n", "-o", "-i", "-p", "-B"} & set(argv)
    assert [word for word in argv if "/" in word] == ["/proc/self/fd/5"]


def test_a_write_without_leave_has_no_words() -> None:
    with pytest.raises(Refused):
        badblocks_argv(run(), destructive=False, error_limit=1, descriptor=3)
