"""A bad link between the engine and its host, and proof that nothing is lost by it."""
