"""A NAS to develop against: a real SSH server, a real shell, drives made of files.

`python -m mock_truenas` starts one; `MockNas` in `mock_truenas.nas` is the same for
tests. The package itself imports nothing, because the stand-ins for the NAS's tools
are started dozens of times a poll and live in it too.
"""
