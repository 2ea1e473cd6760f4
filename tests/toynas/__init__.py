"""A NAS with a real systemd, which can lose its power."""
