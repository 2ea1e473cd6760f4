"""Rows 1 to 3 and 20: real burn-ins on devices as fast as a disk, and what they survive."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
import signal
import os
import tempfile
import time
from typing import override

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.host.memory import Memory
from custom_components.nas_burnin.engine.host.snapshot import take
from custom_components.nas_burnin.engine.model import (
    HostView,
    Job,
    JobState,
    StartRequest,
)
from custom_components.nas_burnin.engine.plan import PROFILES, plan_surface
from tests.engine.host.servers import Proxy, quiet_proxy

from .limited import MEBIBYTE, Limited, limited, run_in
from .nas import BenchNas, NotHereError, bench_nas
from .table import SECONDS, Line, Met, bounded, compared, exact, skipped

JOBS = 4
SIZE = 48 * MEBIBYTE
SPEED = 20 * MEBIBYTE
DRIVES = 60
POLL_EVERY = 2.0
CUTS = 10
AT_MOST = 1.002
PROFILE = PROFILES["quick"]
PATIENCE = 300
EXPECTED = SIZE / SPEED * 2 * len(PROFILE.options.patterns)
"""Seconds that a burn-in takes at the limit."""


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    try:
        with limited(JOBS, SIZE, SPEED) as disks:
            return await _lines(disks, rows, min(rounds, 3))
    except NotHereError as why:
        return [skipped(row, "burn-in", str(why)) for row in sorted(rows)]
