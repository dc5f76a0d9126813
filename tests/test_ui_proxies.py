"""What the pages believe of the proxies in front of them."""

from dataclasses import replace

import pytest
from flask import request

from review_ui.apps import create_app
from review_ui.services import KEY
from tests.browser_fixtures import Site


@pytest.mark.parametrize("proxies", range(3))
def test_one_word_of_https_is_enough(site: Site, proxies: int):
    """Each proxy adds an address, but https is told by one value, however many they are."""
    app = create_app(replace(site.settings, proxies=proxies))
    try:
        with app.test_client() as client:
            told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.8, 10.0.0.9"}
            assert client.get("/login", headers=told).status_code == 200
            assert request.is_secure is (proxies > 0)
    finally:
        app.extensions[KEY].db.close()
