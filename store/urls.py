"""A database's address, in the spellings that people have, as the driver takes it."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

DRIVER = "postgresql+asyncpg"
SCHEMES = ("postgres", "postgresql", DRIVER)
NOT_NEEDED = ("channel_binding", "gssencmode", "sslnegotiation", "connect_timeout")  # libpq's; we decide ourselves
ELSEWHERE = {"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "sslcrl": "PGSSLCRL"}


class UrlNotUnderstood(ValueError):
    """A database's address that cannot be used. Says why, never the address: it holds a password."""


def normalise_url(url: str | URL) -> URL:
    """postgres://, postgresql:// or postgresql+asyncpg://, with ?host=/socket/dir and sslmode, as SQLAlchemy's URL for asyncpg.

    Raises UrlNotUnderstood.
    """
    try:
        parsed = make_url(url.strip() if isinstance(url, str) else url)
    except (ArgumentError, ValueError) as error:
        raise UrlNotUnderstood("a database's address looks like postgresql://user:password@host/database") from error
    if parsed.drivername not in SCHEMES:
        raise UrlNotUnderstood(f"a database's address starts with postgresql://, not {parsed.drivername}://")
    query = {name: value for name, value in parsed.query.items() if name not in NOT_NEEDED}
    for name in query.keys() & ELSEWHERE.keys():
        raise UrlNotUnderstood(f"{name} cannot stand in the address: set {ELSEWHERE[name]} in the environment instead")
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(drivername=DRIVER, query=query)


def driver_url(url: str | URL) -> str:
    """The same address for asyncpg.connect() itself, password included."""
    parsed = normalise_url(url)
    query = {"sslmode" if name == "ssl" else name: value for name, value in parsed.query.items()}
    return parsed.set(drivername="postgresql", query=query).render_as_string(hide_password=False)
