"""The only reader of the environment. Every name begins with LEADBOT_; a `.env` in the working directory is read too."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, SecretStr, StringConstraints, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.mail import is_sender, is_server

CommandName = Annotated[str, StringConstraints(pattern=r"^/[^\s/A-Z]{1,31}$")]

SLACK_NAMES = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_VERIFICATION_TOKEN", "SLACK_APP_TOKEN")


MUST_BE = {
    "slack_api_url": "a web address, such as https://slack.com/api/",
    "port": "a whole number from 0 to 65535",
    "command": "a / and 1 to 31 characters without spaces, capitals and another /, such as /lead",
    "campaign_command": "a / and 1 to 31 characters without spaces, capitals and another /, such as /campaign, and not what LEADBOT_COMMAND is",
    "lead_url": "a web address with {id} in it and without spaces and < > |, such as https://crm.example.com/leads/{id}",
    "public_url": "a web address without a path, such as https://leadbot.example.com",
    "smtp_url": "a mail server's address, smtp://user:password@host:587 or smtps://…, and LEADBOT_MAIL_FROM beside it",
    "mail_from": "an e-mail address, alone or as Leadbot <leadbot@acme.example>",
    "log_level": "debug, info, warning or error",
}
"""What is said of a setting that cannot be read. The others can hold any text."""


class SettingsWrong(Exception):
    """A setting is missing or cannot be read; one line for each."""


def default_data_dir() -> Path:
    """~/.local/share/leadbot; as root /var/lib/leadbot."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/leadbot")
    return Path.home() / ".local" / "share" / "leadbot"


class Settings(BaseSettings):
    """Leadbot's settings. Without database_url a PostgreSQL of our own runs under data_dir."""

    model_config = SettingsConfigDict(env_prefix="LEADBOT_", env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr | None = Field(
        None, description="PostgreSQL, as postgres://, postgresql:// or postgresql+asyncpg://. Without it: a PostgreSQL of our own."
    )
    database_owner_url: SecretStr | None = Field(None, description="The owner of the tables, for `leadbot migrate`. Default: the same as the database.")
    slack_signing_secret: SecretStr | None = Field(None, description="Basic Information → Signing Secret. Needed by `leadbot serve`.")
    slack_bot_token: SecretStr | None = Field(None, description="xoxb-…, of the one workspace.")
    slack_app_token: SecretStr | None = Field(None, description="xapp-… with connections:write. Needed by `leadbot socket`.")
    slack_api_url: AnyHttpUrl = Field(AnyHttpUrl("https://slack.com/api/"), description="Slack's Web API; another address for a local Slack.")
    port: int = Field(3000, ge=0, le=65535, description="The port that `leadbot serve` listens on.")
    host: str = Field("127.0.0.1", description="The address that it listens on.")
    organization: str | None = Field(None, description="Slug of the organization that the one workspace belongs to.")
    command: CommandName = Field("/lead", description="The name of the lead command in Slack.")
    campaign_command: CommandName = Field("/campaign", description="The name of the campaign command in Slack.")
    lead_url: str | None = Field(None, description="A lead in the platform: https://…/leads/{id}.")
    public_url: str | None = Field(None, description="Where others reach `leadbot serve`: https://leadbot.example.com.")
    mail_from: str | None = Field(None, description="Who e-mails come from: an address, or Leadbot <leadbot@acme.example>.")
    smtp_url: SecretStr | None = Field(None, description="smtp://user:password@host:587 or smtps://…, for colleagues whom Slack cannot reach.")
    data_dir: Path = Field(default_factory=default_data_dir, description="Where the PostgreSQL of our own keeps its data.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Debug may show personal data.")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, url: AnyHttpUrl) -> AnyHttpUrl:
        return url if str(url).endswith("/") else AnyHttpUrl(f"{url}/")

    @field_validator("campaign_command")
    @classmethod
    def _is_another_command(cls, name: str, given: ValidationInfo) -> str:
        if name == given.data.get("command"):
            raise ValueError("the lead command's name")
        return name

    @field_validator("public_url")
    @classmethod
    def _is_a_root(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/<>|]+/?", url):
            raise ValueError("no address of a server")
        return url.removesuffix("/") if url else None

    @field_validator("mail_from")
    @classmethod
    def _is_a_sender(cls, sender: str | None) -> str | None:
        if sender is not None and not is_sender(sender):
            raise ValueError("no address")
        return sender

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: SecretStr | None, given: ValidationInfo) -> SecretStr | None:
        if url is not None and not (is_server(url.get_secret_value()) and given.data.get("mail_from")):
            raise ValueError("no mail server")
        return url

    @field_validator("lead_url")
    @classmethod
    def _names_a_lead(cls, url: str | None) -> str | None:
        if url is not None and ("{id}" not in url or not url.startswith(("http://", "https://")) or any(sign in url for sign in "<>| ")):
            raise ValueError("no address of a lead")
        return url


def load() -> Settings:
    """The settings of this process. Raises SettingsWrong with a line for each setting that is wrong."""
    for name in SLACK_NAMES:
        os.environ.pop(name, None)  # Bolt would read these behind our back
    try:
        return Settings()
    except ValidationError as error:
        wrong = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
        raise SettingsWrong("\n".join(f"LEADBOT_{name.upper()} must be {MUST_BE[name]}." for name in wrong)) from None
