"""Files: what was uploaded, and what an upload address was given out for."""

from dataclasses import dataclass, field
from typing import Any

from playground import people


@dataclass
class SharedFile:
    """A file of the workspace. `uploaded` when its bytes came, `completed` when the app said that it is whole."""

    id: str
    name: str
    owner: str
    size: int
    base: str  # of its addresses
    created: int = 0
    title: str = ""
    alt_txt: str = ""
    content: bytes = field(default=b"", repr=False)
    content_type: str = "application/octet-stream"
    uploaded: bool = False
    completed: bool = False
    channels: list[str] = field(default_factory=list)

    def as_slack(self) -> dict[str, Any]:
        """The file object."""
        address = f"{self.base}/files/{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.content_type,
            "filetype": self.name.rpartition(".")[2].lower() if "." in self.name else "text",
            "user": self.owner,
            "user_team": people.TEAM_ID,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(self.channels),
            "alt_txt": self.alt_txt,
            "url_private": address,
            "url_private_download": f"{address}/download",
            "permalink": f"{address}/page",
            "channels": list(self.channels),
        }
