"""The cards in a real browser, before a real Home Assistant with a mock NAS."""
