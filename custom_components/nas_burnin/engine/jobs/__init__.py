"""Jobs: as the history has them, moved on stage by stage, and what is wanted of them."""
