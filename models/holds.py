"""Who has which form on the desk, so that two people do not check the same one unknowingly.

A hold is a courtesy and locks nothing: saves are guarded by the form's version.
It lasts while the desk is open, and a little longer where a browser dies.
"""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.databases import clock, now_of
from models.errors import NotFound
from models.tables import Forms, Holds
from models.users import User

LASTS = timedelta(minutes=3)
"""How long a hold counts after the desk last spoke for it; desks do so each minute."""


def holder(session: Session, form_id: int) -> str | None:
    """Return who holds a form now."""
    held = select(Holds.user_name).where(Holds.form_id == form_id, Holds.until > now_of(session))
    return session.execute(held).scalar_one_or_none()


def hold(session: Session, form_id: int, user: User) -> str:
    """Take a form, or keep it, unless another one has it; return who holds it.

    Raises:
        NotFound: No such form.
    """
    # The row's lock decides between two who come at the same moment.
    if session.execute(select(Forms.id).where(Forms.id == form_id).with_for_update()).first() is None:
        raise NotFound(f"no form {form_id}")
    now = clock(session)
    # Locked, else its holder may give it back before it is updated.
    held = session.get(Holds, form_id, with_for_update=True)
    if held is None:
        session.add(Holds(form_id=form_id, user_name=user.name, until=now + LASTS))
        return user.name
    if held.user_name == user.name or held.until <= now:
        held.user_name, held.until = user.name, now + LASTS
    return held.user_name


def release(session: Session, form_id: int, user: User) -> None:
    """Give a form back, if this user holds it."""
    session.execute(delete(Holds).where(Holds.form_id == form_id, Holds.user_name == user.name))
