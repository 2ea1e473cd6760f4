"""The integration inside Home Assistant, with the engine replaced by its views."""
