"""The descriptions of the sensors."""
