"""What a person reads about tests that were broken off, and gone on with."""

RESUME_SENTENCES = {
    "attempts_not_whole": (
        "The attempts at this test do not make a whole one: some of the surface is not"
        " proven."
    ),
    "content_changed": (
        "The drive does not hold any more what the broken-off test had left on it"
        " ({found}). Somebody may have put it to use."
    ),
    "drive_not_back": (
        "The test was broken off, and the drive did not come back within {minutes}"
        " minutes. When it is there again, the test can be continued."
    ),
    "drive_was_gone": (
        "The drive disappeared from the host during the test ({times} times) and came"
        " back. Look at its cable, its power and its slot."
    ),
    "host_restarted": "The host was restarted, or lost power, during the test.",
    "host_stopping": "The host has stopped a test, as it does before a restart.",
    "interrupted_ask": (
        "The host was restarted, or lost power. The test waits for somebody to let it"
        " go on."
    ),
    "no_headway": (
        "The test was broken off {times} times in a row before it got anything done."
    ),
    "no_records_left": (
        "The host has no records of the test any more: what was done since it began is"
        " done again."
    ),
    "nothing_to_resume": "There is no test of this drive that could be continued.",
    "was_resumed": "The test has been continued already.",
}
