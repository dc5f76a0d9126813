"""What Alembic runs: the revisions, on the connection that `upgrade` handed over."""

from alembic import context

from models.tables import Users

context.configure(connection=context.config.attributes["connection"], target_metadata=Users.metadata)
context.run_migrations()
