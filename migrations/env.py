"""Alembic's entry. Everything is handed in by store/migrate.py: the connection (none when a plan is printed) and what was found."""

from alembic import context

config = context.config

options = {"version_table_schema": "slack", "transaction_per_migration": True, "target_metadata": None}
if context.is_offline_mode():
    context.configure(dialect_name="postgresql", dialect_opts={"paramstyle": "named"}, literal_binds=True, **options)
else:
    context.configure(connection=config.attributes["connection"], **options)

with context.begin_transaction():
    context.run_migrations()
