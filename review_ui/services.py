"""What every view needs of the process: settings, database, blobs, the login throttle."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from models.databases import Database
from models.settings import Settings
from models.stores import Store, open_store
from review_ui.throttles import Throttle

KEY = "zipingbiao"


@dataclass(frozen=True, slots=True)
class Services:
    """One per application."""

    settings: Settings
    db: Database
    blobs: Store
    throttle: Throttle


def start(settings: Settings) -> Services:
    """Return the services of a process; nothing is connected to before it is asked."""
    return Services(settings, Database(settings), open_store(settings), Throttle())


def services() -> Services:
    """Return the services of the application that serves this request."""
    return cast("Services", current_app.extensions[KEY])
