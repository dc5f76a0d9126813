"""What a worker makes of a broker that dies at the worst moment."""

from collections.abc import Iterator

import pytest
from kombu import Consumer, Queue  # type: ignore[import-untyped]  # ships no types
from redis.exceptions import ConnectionError as BrokerAway

from models.settings import Settings
from tests.broker_fixtures import Servers
from worker.apps import TASK, make_app


@pytest.fixture
def broker(sqlite_settings: Settings) -> Iterator[Servers]:
    """A broker of its own."""
    made = Servers(sqlite_settings)
    made.start_broker()
    yield made
    made.end_all()


def test_a_message_that_cannot_be_acknowledged_is_let_go(broker: Servers):
    """A broker killed between a message and its acknowledgement leaves the worker free to ask for others."""
    app = make_app(broker.settings)
    app.send_task(TASK, args=[1], queue="extract")
    taken = []
    with app.connection_for_read() as connection:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)  # noqa: FBT003 - kombu's signature
        with Consumer(channel, [Queue("extract")], on_message=taken.append):
            connection.drain_events(timeout=10)
            assert not channel.qos.can_consume()
            broker.end("broker")
            with pytest.raises((BrokerAway, OSError)):
                taken[0].ack()
            assert channel.qos.can_consume()
    app.close()
