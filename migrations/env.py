"""Alembic's entry. Everything is handed in by store/migrate.py: the connection (none when a plan is printed) and what was found."""

from alembic import context

if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, version_table_schema="slack", transaction_per_migration=True)
else:
    context.configure(connection=context.config.attributes["connection"], version_table_schema="slack", transaction_per_migration=True)

with context.begin_transaction():
    context.run_migrations()
