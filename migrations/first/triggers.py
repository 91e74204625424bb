"""placeholder until next commit"""

from store.platform import Found


def create(found: Found) -> list[str]:
    return []


def drop(found: Found) -> list[str]:
    return []
