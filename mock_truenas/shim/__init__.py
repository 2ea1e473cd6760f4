"""The NAS's kernel for Python programs: paths, drives and claims, put under `os`."""
