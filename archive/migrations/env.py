"""Alembic's entry: runs the migrations on the connection that `archive.migrations.run` hands over.

The caller's transaction is the only one: alembic begins none of its own.
"""

from alembic import context

from archive import models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.Decision.metadata,
    transactional_ddl=False,
)
context.run_migrations()
