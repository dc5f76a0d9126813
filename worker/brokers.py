"""The broker → whether it keeps hints as it should.  Losing them costs seconds, not documents."""

from collections.abc import Iterator
from contextlib import closing

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from models.hints import LANES
from models.settings import Settings
from worker.findings import Finding, bad, good, warning
from worker.programs import socket_of

WANTED = {"appendonly": {"yes"}, "appendfsync": {"everysec", "always"}, "maxmemory-policy": {"noeviction"}}
TIMEOUT = 5.0


def client_of(settings: Settings) -> redis.Redis:
    """Return a client of the settings' broker; it connects when it is first asked, and tries once."""
    once = Retry(NoBackoff(), 0)
    socket = settings.broker_url.removeprefix("redis+socket://")
    if socket != settings.broker_url:
        return redis.Redis(unix_socket_path=socket, socket_timeout=TIMEOUT, retry=once)
    return redis.Redis.from_url(
        settings.broker_url, socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT, retry=once
    )


def findings(settings: Settings) -> Iterator[Finding]:
    """Yield how the broker stands."""
    with closing(client_of(settings)) as client:
        try:
            lying = {lane: int(client.llen(lane)) for lane in LANES}
        except redis.RedisError as error:
            yield _silent(settings, error)
            return
        yield good("broker", ", ".join(f"{number} hints in {lane}" for lane, number in lying.items()))
        try:
            shown = {name: client.config_get(name).get(name, "") for name in WANTED}
        except redis.RedisError as error:
            yield good("hints", f"the broker does not show its settings ({error})")
            return
    wrong = {name: value for name, value in shown.items() if value not in WANTED[name]}
    if wrong:
        seen = ", ".join(f"{name} {value or 'unset'}" for name, value in wrong.items())
        mend = "; ".join(f"CONFIG SET {name} {min(WANTED[name])}" for name in wrong)
        yield warning("hints", f"{seen}: lost hints cost seconds", f"{mend}; then CONFIG REWRITE.")
    else:
        yield good("hints", ", ".join(f"{name} {value}" for name, value in shown.items()))


def _silent(settings: Settings, error: redis.RedisError) -> Finding:
    if socket_of(settings):
        return warning("broker", "its own broker does not run", "zipingbiao serve starts it.")
    return bad("broker", f"it does not answer: {error}", "Start Redis, or mend ZIPINGBIAO_BROKER_URL.")
