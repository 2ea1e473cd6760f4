"""From evidence to a lock, and from a lock to a permission."""
