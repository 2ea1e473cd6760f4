"""The way to one host: connection, link, snapshot, detached tests."""
