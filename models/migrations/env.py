"""What Alembic runs: the revisions, on the connection that `upgrade` handed over."""

from alembic import context

from models.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
