"""The engine stopped at every point at which it waits for something."""

import pytest

# What is held there has to say what it found.
pytest.register_assert_rewrite("tests.crash.story")
