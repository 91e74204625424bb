"""What handlers need to know of where they run: values, never the settings themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """The configured names and addresses. lead_url holds `{id}`; verbs are those that somebody listens to, as grammar.key has them.

    mails: a server for e-mail is set. public_url: where our own server is reached, without a slash at its end.
    """

    command: str = "/lead"
    campaign_command: str = "/campaign"
    lead_url: str | None = None
    verbs: frozenset[str] = frozenset()
    mails: bool = False
    public_url: str | None = None

    def lead_link(self, lead_id: int) -> str | None:
        """The lead in the platform, where its address is known, as it stands in mrkdwn."""
        return self.lead_url.replace("{id}", str(lead_id)).replace("&", "&amp;") if self.lead_url else None

    def lead_links(self) -> tuple[str, ...]:
        """Addresses that name a lead when they are typed."""
        ours = f"{self.public_url}/leads/{{id}}" if self.public_url else None
        return tuple(link for link in (self.lead_url, ours) if link)
