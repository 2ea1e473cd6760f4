"""Twelve worlds, each with twenty faults in ten days; the campaign has a thousand."""

import pytest

from .faults import KINDS, plan
from .story import Scale, simulate

SEEDS = range(1, 13)
FAST = Scale(doze=12 * 3600.0)
"""Fewer polls than the campaign, in which nobody oversleeps a gap."""


@pytest.mark.parametrize("seed", SEEDS)
def test_every_rule_holds_whatever_goes_wrong(seed: int) -> None:
    result = simulate(seed, FAST)
    if result.failure:
        raise result.failure
    assert result.jobs
    assert result.steps > 200


def test_a_seed_is_the_same_again() -> None:
    scale = Scale(drives=8, days=2, faults=6)
    assert simulate(4711, scale).digest == simulate(4711, scale).digest


def test_all_kinds_of_fault_are_tried() -> None:
    tried = {fault.kind for seed in SEEDS for fault in plan(seed, 10, 20)}
    assert tried == {name for name, kind in KINDS.items() if not kind.off}
