"""One file per kind of stage: how it is started, followed, stopped and cleared."""

from collections.abc import Mapping

from ..model import StageKind
from ..queue.order import SURFACE
from ..verdict.self_tests import KIND_OF
from .bench import Bench
from .final_check import FinalCheck
from .self_test import SelfTestStage
from .step import StageRunner, Step
from .surface import SurfaceTest

__all__ = ["Bench", "StageRunner", "Step", "runners"]


def runners(bench: Bench) -> Mapping[StageKind, StageRunner]:
    """Return who runs each kind of stage on the host of this bench."""
    return {
        **{kind: SelfTestStage(bench, kind) for kind in KIND_OF},
        **dict.fromkeys(SURFACE, SurfaceTest(bench)),
        StageKind.FINAL_CHECK: FinalCheck(bench),
    }
