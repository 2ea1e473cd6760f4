"""The engine and the mock NAS together, over a real SSH connection."""
