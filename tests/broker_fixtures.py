"""Fixtures: a real Redis-protocol server for the tests."""
