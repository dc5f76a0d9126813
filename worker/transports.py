"""Redis as Celery speaks it, but that a message which cannot be acknowledged is let go of all the same.

A worker holds as many messages as it has children, and takes others as it acknowledges
them.  Where the broker is killed in between, it would hold those for good: it asks for no
others, so it does not even learn that its connection is gone, and stands still for ever.
(Celery's issues 8030 and 8091 show such workers.)  A hint that comes again does no harm.
"""

from kombu.transport import TRANSPORT_ALIASES, get_transport_cls, redis, virtual


class Held(redis.QoS):
    """The messages that a channel has taken and not acknowledged."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a message, and hold it no longer whether the broker heard of it or not."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]  # not typed there
        finally:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]  # as above

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's signature
        """Turn a message down or give it back, and hold it no longer either way."""
        try:
            super().reject(delivery_tag, requeue)  # type: ignore[no-untyped-call]  # as above
        finally:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]  # as above


class Channel(redis.Channel):
    """A channel that lets go."""

    QoS = Held


class Transport(redis.Transport):
    """A transport of such channels."""

    Channel = Channel


def adopt() -> None:
    """Use this transport for all addresses of Redis, before the first connection to one is made.

    Raises:
        RuntimeError: kombu keeps to its own transport, with which a worker could stand still for good.
    """
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
        if get_transport_cls(scheme) is not Transport:
            raise RuntimeError(f"{scheme}: a connection was made before this was called")
    if redis.Transport.Channel is not redis.Channel or redis.Channel.QoS is not redis.QoS:
        raise RuntimeError("this kombu names otherwise what holds messages")
