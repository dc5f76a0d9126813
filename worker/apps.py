"""Settings → the Celery app: what is said on the broker, and how.

A message is a job's id and nothing else: a hint that the job may be claimed.
It is acknowledged before the work begins and may be lost, repeated or late
(measured: Celery on Redis loses a few in a thousand when processes are killed,
late acknowledgement or not), because the database alone says what is to be done.
So there are no results, retries, countdowns or priorities here.
"""

from celery import Celery  # type: ignore[import-untyped]  # ships no types

from models.settings import Settings
from worker import transports
from worker.recognitions import RUN
from worker.shelves import TURN_SECONDS
from worker.wards import PATIENCE

TASK = "zipingbiao.job"
SPARE = 60.0
BIRTHS = 3
"""So many may take long: of a reader of files, of another after a nursery's death, of one of pages."""
QUEUES = {"render": ("render",), "extract": ("extract", "bulk", "scan", "bulk-scan")}
"""One queue a lane.  Page images have workers of their own: a person who waits for one must not
wait behind a hundred thousand uploads.  Readers take from their four queues in turn."""


def make_app(settings: Settings) -> Celery:
    """Return an app that can send hints; `worker.tasks.register` lets it do jobs too."""
    transports.adopt()
    app = Celery("zipingbiao", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "socket_connect_timeout": 5,
            "socket_timeout": 15,
            "socket_keepalive": not settings.broker_url.startswith("redis+socket"),
            "health_check_interval": 10,
            "queue_order_strategy": "round_robin",
        },
        task_acks_late=False,
        task_ignore_result=True,
        task_serializer="json",
        # The sandbox ends a reader in time; this ends a child that hangs in anything else.
        task_time_limit=_longest(settings),
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
    )
    return app


def _longest(settings: Settings) -> float:
    """Return the seconds that a job can take: two readings of the file, and a turn of recognition.

    None of these runs while a reader is born (worker/sandboxes.py), so births are counted beside them.
    """
    recognition = TURN_SECONDS + RUN * settings.page_limit_seconds
    return 2 * settings.hard_limit_seconds + recognition + BIRTHS * PATIENCE + SPARE
