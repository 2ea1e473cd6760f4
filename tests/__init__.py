"""Tests of the integration, of its engine, and of the mock NAS."""
