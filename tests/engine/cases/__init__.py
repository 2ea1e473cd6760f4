"""Hosts with drives in every kind of use, and the lock each has to have."""
