"""What runs next, in which parts, and what keeps it waiting."""
