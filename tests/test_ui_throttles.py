"""Failed logins wait, longer each time, and only where they failed."""

import pytest

from review_ui.throttles import FREE_TRIES, LONGEST_WAIT_SECONDS, WINDOW_SECONDS, Throttle
from tests.browser_fixtures import Site


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time set."""
        return self.now


def test_waits_grow_and_end():
    """The first tries are free, then waits double to a minute, then all is forgotten after the window."""
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_TRIES - 1):
        throttle.fail("1.2.3.4", "a")
    assert throttle.wait("1.2.3.4", "a") == 0
    waits = []
    for _ in range(8):
        throttle.fail("1.2.3.4", "a")
        waits.append(throttle.wait("1.2.3.4", "a"))
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS]
    assert throttle.wait("1.2.3.4", "b") == 0
    assert throttle.wait("4.3.2.1", "a") == 0
    clock.now += WINDOW_SECONDS + 1
    assert throttle.wait("1.2.3.4", "a") == 0


def test_one_address_cannot_try_many_names():
    """Thirty failures from one address slow it down for every name."""
    throttle = Throttle(Clock())
    for at in range(30):
        throttle.fail("1.2.3.4", str(at))
    assert throttle.wait("1.2.3.4", "another") > 0


def test_success_forgets():
    """Who gets in begins anew."""
    throttle = Throttle(Clock())
    for _ in range(FREE_TRIES):
        throttle.fail("1.2.3.4", "a")
    throttle.succeed("1.2.3.4", "a")
    assert throttle.wait("1.2.3.4", "a") == 0


@pytest.mark.usefixtures("quick_hashes")
def test_a_name_in_other_signs_gives_no_further_tries(site: Site):
    """Whatever the login takes for one name, in other width, case or spacing, waits as one."""
    names = ("Wang Min", "ｗang Min", "Ｗang Min", "WANG  MIN", "wang\u3000min", "wang min")
    tries = [site.visit(None).post("/login", {"name": name, "password": "wrong"}) for name in names]
    assert [answer.status_code for answer in tries] == [401] * FREE_TRIES + [429]
