"""Fixtures of all tests: databases, a broker, a browser, each in a file of its own."""

pytest_plugins = ["tests.database_fixtures", "tests.broker_fixtures", "tests.browser_fixtures"]
