"""What gunicorn's master loads before it forks: its workers share the code, and a new one starts at once.

A configuration of gunicorn's (`--config=python:review_ui.preforks`) that sets nothing.  The application
itself is made in each worker, for a store's threads and connections would not outlive a fork.
"""

import gc

import review_ui.apps  # noqa: F401 - to be there

gc.freeze()
