"""What a drive's own words before and after a test add up to: a table."""

from dataclasses import replace

import pytest

from custom_components.nas_burnin.engine.model import (
    Counters,
    HealthRules,
    Protocol,
    Smart,
    StageState,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence
from custom_components.nas_burnin.engine.verdict.health import judge_health

PASSED, FAILED, UNKNOWN = StageState.PASSED, StageState.FAILED, StageState.UNKNOWN


def ata(**counters: int) -> Smart:
    """A disk that calls itself well and counts these."""
    told = Counters(**{"reallocated": 0, "pending": 0, "uncorrectable": 0} | counters)
    return Smart(Protocol.ATA, serial="S", passed=True, temperature=35, counters=told)


def sas(**counters: int) -> Smart:
    told = Counters(**{"reallocated": 0, "read_uncorrected": 0} | counters)
    return Smart(Protocol.SCSI, serial="S", passed=True, counters=told)


def nvme(**counters: int) -> Smart:
    whole = {
        "media_errors": 0,
        "critical_warning": 0,
        "wear": 1,
        "spare": 100,
        "spare_threshold": 10,
    }
    return Smart(
        Protocol.NVME, serial="S", passed=True, counters=Counters(**whole | counters)
    )


CASES = {
    # Nothing happened.
    "ata well": (ata(), ata(), PASSED, ""),
    "sas well": (sas(), sas(), PASSED, ""),
    "nvme well": (nvme(), nvme(), PASSED, ""),
    # Sectors.
    "reallocated rose": (ata(), ata(reallocated=1), FAILED, "counter_rose"),
    "reallocated rose from some": (
        ata(reallocated=8),
        ata(reallocated=16),
        FAILED,
        "counter_rose",
    ),
    "reallocated long ago": (
        ata(reallocated=8),
        ata(reallocated=8),
        PASSED,
        "counter_was_there",
    ),
    "reallocated fell": (
        ata(reallocated=8),
        ata(reallocated=7),
        PASSED,
        "counter_was_there",
    ),
    "reallocations rose": (
        ata(reallocations=0),
        ata(reallocations=1),
        FAILED,
        "counter_rose",
    ),
    "reallocations long ago": (
        ata(reallocations=3),
        ata(reallocations=3),
        PASSED,
        "",
    ),
    "pending rose": (ata(), ata(pending=8), FAILED, "counter_rose"),
    "pending stayed": (ata(pending=8), ata(pending=8), FAILED, "counter_not_zero"),
    "pending fell, not to zero": (
        ata(pending=8),
        ata(pending=1),
        FAILED,
        "counter_not_zero",
    ),
    "pending was written over": (ata(pending=8), ata(), PASSED, ""),
    "pending, nothing before": (
        None,
        ata(pending=1),
        FAILED,
        "counter_not_zero health_not_compared",
    ),
    "pending became reallocated": (
        ata(pending=8),
        ata(reallocated=8),
        FAILED,
        "counter_rose",
    ),
    "uncorrectable rose": (ata(), ata(uncorrectable=1), FAILED, "counter_rose"),
    "uncorrectable stayed": (
        ata(uncorrectable=2),
        ata(uncorrectable=2),
        FAILED,
        "counter_not_zero",
    ),
    "reported rose": (ata(reported=0), ata(reported=1), FAILED, "counter_rose"),
    "reported long ago": (
        ata(reported=5),
        ata(reported=5),
        PASSED,
        "counter_was_there",
    ),
    "reported is not told at all": (ata(), ata(), PASSED, ""),
    "reported is told after only": (
        ata(),
        ata(reported=2),
        PASSED,
        "counter_not_compared",
    ),
    "old defects, nothing before": (
        None,
        ata(reallocated=8),
        PASSED,
        "health_not_compared counter_not_compared",
    ),
    "a counter is gone": (ata(crc=1), ata(), PASSED, "counter_lost"),
    # Cables and controllers.
    "crc rose": (ata(crc=0), ata(crc=12), PASSED, "counter_rose"),
    "crc long ago": (ata(crc=17), ata(crc=17), PASSED, ""),
    "timeouts rose": (ata(timeouts=21), ata(timeouts=22), PASSED, "counter_rose"),
    "timeouts long ago": (ata(timeouts=21), ata(timeouts=21), PASSED, ""),
    "spin retries rose": (
        ata(spin_retries=0),
        ata(spin_retries=1),
        PASSED,
        "counter_rose",
    ),
    "spin retries long ago": (
        ata(spin_retries=2),
        ata(spin_retries=2),
        PASSED,
        "counter_was_there",
    ),
    "end to end is there": (
        ata(end_to_end=1),
        ata(end_to_end=1),
        PASSED,
        "counter_was_there",
    ),
    "end to end rose": (ata(end_to_end=0), ata(end_to_end=1), PASSED, "counter_rose"),
    # SAS.
    "grown defects": (sas(), sas(reallocated=1), FAILED, "counter_rose"),
    "old defects": (
        sas(reallocated=56),
        sas(reallocated=56),
        PASSED,
        "counter_was_there",
    ),
    "read errors": (sas(), sas(read_uncorrected=1), FAILED, "counter_rose"),
    "old read errors": (
        sas(read_uncorrected=9),
        sas(read_uncorrected=9),
        PASSED,
        "counter_was_there",
    ),
    "write errors": (
        sas(write_uncorrected=0),
        sas(write_uncorrected=1),
        FAILED,
        "counter_rose",
    ),
    "verify errors": (
        sas(verify_uncorrected=0),
        sas(verify_uncorrected=4),
        FAILED,
        "counter_rose",
    ),
    "sas pending": (sas(pending=0), sas(pending=3), FAILED, "counter_rose"),
    # NVMe.
    "media errors": (nvme(), nvme(media_errors=1), FAILED, "counter_rose"),
    "old media errors": (
        nvme(media_errors=2),
        nvme(media_errors=2),
        PASSED,
        "counter_was_there",
    ),
    "reliability degraded": (
        nvme(),
        nvme(critical_warning=4),
        FAILED,
        "critical_warning",
    ),
    "read only": (nvme(), nvme(critical_warning=8), FAILED, "critical_warning"),
    "spare under the threshold": (nvme(spare=9), nvme(spare=9), FAILED, "spare_low"),
    "spare at the threshold": (nvme(spare=10), nvme(spare=10), PASSED, ""),
    "worn out": (nvme(wear=101), nvme(wear=101), PASSED, "worn"),
    "worn out in the test": (nvme(wear=99), nvme(wear=101), PASSED, "wear_rose worn"),
    "half worn": (nvme(wear=50), nvme(wear=50), PASSED, ""),
    "wear rose": (nvme(wear=0), nvme(wear=1), PASSED, "wear_rose"),
    "wear of sata flash rose": (ata(wear=3), ata(wear=4), PASSED, "wear_rose"),
    "wear is told after only": (sas(), sas(wear=4), PASSED, ""),
    "spare fell": (nvme(), nvme(spare=99), PASSED, "spare_fell"),
    "spare fell under the threshold": (
        nvme(spare=11),
        nvme(spare=9),
        FAILED,
        "spare_low spare_fell",
    ),
    "power was lost": (
        nvme(unsafe_shutdowns=7),
        nvme(unsafe_shutdowns=8),
        PASSED,
        "counter_rose",
    ),
    "power was lost long ago": (
        nvme(unsafe_shutdowns=7),
        nvme(unsafe_shutdowns=7),
        PASSED,
        "",
    ),
    "only hot": (
        nvme(),
        replace(nvme(critical_warning=2), passed=False, temperature=81),
        PASSED,
        "hot_at_the_end",
    ),
    "hot and read only": (
        nvme(),
        replace(nvme(critical_warning=10), passed=False),
        FAILED,
        "health_bad critical_warning",
    ),
    # Its own word.
    "it fails": (ata(), replace(ata(), passed=False), FAILED, "health_bad"),
    "it failed before": (
        replace(ata(), passed=False),
        replace(ata(), passed=False),
        FAILED,
        "health_was_bad",
    ),
    "it has recovered": (
        replace(ata(), passed=False),
        ata(),
        PASSED,
        "health_recovered",
    ),
    "it says nothing": (
        ata(),
        replace(ata(), passed=None),
        PASSED,
        "health_not_reported",
    ),
    "it said nothing": (
        replace(ata(), passed=None),
        ata(),
        PASSED,
        "health_not_compared",
    ),
    "nothing before": (None, ata(), PASSED, "health_not_compared"),
    "asleep before": (
        replace(ata(), standby=True),
        ata(),
        PASSED,
        "health_not_compared",
    ),
    "under a threshold": (
        ata(),
        replace(ata(), below=("Spin_Up_Time",)),
        FAILED,
        "attribute_below",
    ),
    "hot": (
        ata(),
        replace(ata(), temperature=61, temperature_limit=60),
        PASSED,
        "hot_at_the_end",
    ),
    "sas only hot": (
        sas(),
        replace(sas(), passed=False, too_hot=True, temperature=66),
        PASSED,
        "hot_at_the_end",
    ),
    "sas fails": (
        sas(),
        replace(sas(), passed=False, failing="HARDWARE IMPENDING FAILURE"),
        FAILED,
        "health_bad",
    ),
    "hot and failing": (
        ata(),
        replace(ata(), passed=False, too_hot=True, below=("Reallocated_Sector_Ct",)),
        FAILED,
        "health_bad attribute_below hot_at_the_end",
    ),
    "under the threshold of its temperature": (
        ata(),
        replace(ata(), temperature=56, too_hot=True),
        PASSED,
        "hot_at_the_end",
    ),
    "warm": (ata(), replace(ata(), temperature=59, temperature_limit=60), PASSED, ""),
    # What can't be judged.
    "not read": (ata(), None, UNKNOWN, "health_not_read"),
    "asleep": (ata(), replace(ata(), standby=True), UNKNOWN, "health_not_read"),
    "another drive": (
        ata(),
        replace(ata(), serial="T"),
        UNKNOWN,
        "health_of_other_drive",
    ),
    "no serial": (ata(), replace(ata(), serial=""), PASSED, ""),
    # What decides comes before what is only noted.
    "failed and noted": (
        ata(crc=0, reported=1),
        ata(crc=1, reported=1, pending=1),
        FAILED,
        "counter_rose counter_was_there counter_rose",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_health(name: str) -> None:
    before, after, state, codes = CASES[name]
    found, reasons = judge_health(before, after)
    assert (found, [reason.code for reason in reasons]) == (state, codes.split())


@pytest.mark.parametrize(
    ("rules", "after", "state", "codes"),
    [
        (HealthRules(reallocated=2), ata(reallocated=2), PASSED, "counter_rose"),
        (HealthRules(reallocated=2), ata(reallocated=3), FAILED, "counter_rose"),
        (HealthRules(pending=1), ata(pending=1), PASSED, "counter_rose"),
        (HealthRules(pending=1), ata(pending=2), FAILED, "counter_rose"),
        (HealthRules(pending=1), ata(uncorrectable=2), FAILED, "counter_rose"),
        (HealthRules(crc=5), ata(crc=5), PASSED, ""),
        (HealthRules(crc=5), ata(crc=6), PASSED, "counter_rose"),
        (HealthRules(wear=50), ata(wear=50), PASSED, "worn"),
    ],
)
def test_rules_allow_what_they_say(
    rules: HealthRules, after: Smart, state: StageState, codes: str
) -> None:
    """What is allowed to rise is told, and never as what the test did not raise."""
    found, reasons = judge_health(ata(crc=0), after, rules)
    told = [reason.code for reason in reasons if reason.code != "counter_lost"]
    assert (found, told) == (state, codes.split())


def test_what_may_rise_may_not_stay_unreadable() -> None:
    before, after = ata(pending=8), ata(pending=10)
    found, (reason,) = judge_health(before, after, HealthRules(pending=2))
    assert (found, reason.code) == (FAILED, "counter_rose")


def test_a_rule_makes_no_drive_worse() -> None:
    """Whatever is allowed, what passed without it passes with it."""
    lax = HealthRules(100, 100, 100, 100, 100, 200)
    for before, after, state, _ in CASES.values():
        if state is PASSED:
            assert judge_health(before, after, lax)[0] is PASSED


def test_the_words_name_the_counter_and_both_values() -> None:
    _, (reason,) = judge_health(ata(), ata(pending=8))
    assert reason.values == {"counter": "pending", "before": "0", "after": "8"}


def test_what_a_drive_says_of_its_failing_is_told() -> None:
    bad = replace(sas(), passed=False, failing="SERVO IMPENDING FAILURE")
    for before, end in ((sas(), "and did not before"), (bad, "as it did before")):
        _, (reason,) = judge_health(before, bad)
        assert sentence(reason) == (
            f"SMART says that the drive is failing (SERVO IMPENDING FAILURE), {end} the"
            " test."
        )


def test_a_critical_warning_is_told_in_words() -> None:
    _, (reason,) = judge_health(nvme(), nvme(critical_warning=0x0C))
    assert sentence(reason) == (
        "The drive gives a critical warning (0x0c, it is not reliable any more, it can"
        " only be read)."
    )
