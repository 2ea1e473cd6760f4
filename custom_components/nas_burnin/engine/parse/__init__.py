"""Bytes of a host in, model out: pure, and never raises on any bytes."""

from .badblocks import BadblocksParser
from .blocklist import BlockListParser, true_corruption_block
from .clean import clean
from .facts import Poll, read_poll
from .frames import Answer, Frame, split_frames
from .shape import Unreadable
from .summary import RunSummary, summarise

__all__ = [
    "Answer",
    "BadblocksParser",
    "BlockListParser",
    "Frame",
    "Poll",
    "RunSummary",
    "Unreadable",
    "clean",
    "read_poll",
    "split_frames",
    "summarise",
    "true_corruption_block",
]
