"""The API on who has a form on the desk."""

import msgspec
from werkzeug.wrappers import Response

from models import holds
from review_ui.answers import reply
from review_ui.bodies import body_as
from review_ui.guards import me
from review_ui.services import services


class Hold(msgspec.Struct, forbid_unknown_fields=True):
    """Take the form or keep it; or give it back."""

    release: bool = False


def hold(form_id: int) -> Response:
    """Say that this person has a form on the desk for the next minutes, or no longer."""
    wanted = body_as(Hold)
    with services().db.writing() as session:
        if wanted.release:
            holds.release(session, form_id, me())
            by = holds.holder(session, form_id)
        else:
            by = holds.hold(session, form_id, me())
    return reply({"held_by": by, "mine": by == me().name})
