"""What a worker makes of a broker that dies at the worst moment."""

from collections.abc import Callable, Iterator

import pytest
from kombu import Consumer, Message, Queue, transport  # type: ignore[import-untyped]  # ships no types
from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerAway

from models.settings import Settings
from tests.broker_fixtures import Servers
from worker.apps import TASK, make_app
from worker.transports import adopt


@pytest.fixture
def broker(sqlite_settings: Settings) -> Iterator[Servers]:
    """A broker of its own."""
    made = Servers(sqlite_settings)
    made.start_broker()
    yield made
    made.end_all()


@pytest.mark.parametrize("answer", [Message.ack, Message.reject, Message.requeue])
def test_a_message_that_cannot_be_answered_is_let_go(broker: Servers, answer: Callable[[Message], None]):
    """A broker killed between a message and the answer to it leaves the worker free to ask for others."""
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
                answer(taken[0])
            assert channel.qos.can_consume()
    app.close()


def test_a_transport_that_is_not_taken_up_is_told(monkeypatch: pytest.MonkeyPatch):
    """Where kombu chose its own transport already, and where it names things otherwise, nothing goes on."""
    adopt()
    with monkeypatch.context() as patch:
        patch.setitem(vars(transport)["_transport_cache"], "redis", redis.Transport)
        with pytest.raises(RuntimeError, match="before"):
            adopt()
    with monkeypatch.context() as patch:
        patch.setattr(redis.Channel, "QoS", None)
        with pytest.raises(RuntimeError, match="otherwise"):
            adopt()
    adopt()
