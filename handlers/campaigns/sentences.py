"""What is said when something cannot be done with a campaign, or with many leads."""

from collections.abc import Callable, Mapping
from typing import Any

from crm import campaigns, enrolling, lists
from crm.criteria import CriteriaWrong
from crm.errors import UserError
from handlers.mrkdwn import one_line
from handlers.site import Site

STEPPED = {"start": "started", "pause": "paused", "complete": "completed", "cancel": "cancelled"}
OVER = {
    "draft": "is a draft. A manager starts it first",
    "completed": "is completed and takes no leads any more",
    "cancelled": "was cancelled and takes no leads",
}
"""Why a campaign takes no leads."""


def _campaign_not_found(error: campaigns.CampaignNotFound, _site: Site) -> str:
    return f"There is no campaign {one_line(str(error.campaign_id), 30)}."


def _step_not_possible(error: campaigns.StepNotPossible, _site: Site) -> str:
    status = "a draft" if error.status == "draft" else one_line(error.status, 30)
    return f"{one_line(error.name, 60)} is {status}, so it cannot be {STEPPED.get(error.step, 'changed so')}."


def _others_pending(error: campaigns.OthersPending, _site: Site) -> str:
    return f"{one_line(str(error.pending), 30)} of {one_line(error.name, 60)}'s members are pending now. Look again before you end it."


def _not_enrolling(error: enrolling.NotEnrolling, _site: Site) -> str:
    return f"{one_line(error.campaign, 60)} {OVER.get(error.status, 'takes no leads now')}."


def criteria_wrong(error: CriteriaWrong) -> str:
    """What of its criteria cannot be read, and what may be meant."""
    found, field, place = (one_line(part, 60) for part in (error.found, error.field, error.place))
    match error.what:
        case "field":
            said = f'no lead has a field "{found}".'
        case "operator":
            said = f'"{found}" cannot be asked' + (f" of {field}." if field else ".")
        case "value":
            said = f'{field} cannot be "{found}".'
        case _:
            said = f'"{found}" is not written as a condition' + (f" at {place}." if place else ".")
    return said + (f' Did you mean "{one_line(error.near, 60)}"?' if error.near else "")


def _criteria_wrong(error: CriteriaWrong, _site: Site) -> str:
    return f"Whom this campaign is aimed at cannot be told: {criteria_wrong(error)}"


SENTENCES: Mapping[type[UserError], str | Callable[[Any, Site], str]] = {
    campaigns.CampaignNotFound: _campaign_not_found,
    campaigns.StepNotPossible: _step_not_possible,
    campaigns.EndsBeforeItStarts: "The end is before the start. Pick a later one.",
    campaigns.OthersPending: _others_pending,
    enrolling.NotEnrolling: _not_enrolling,
    enrolling.MembershipGone: "The lead is not in this campaign any more.",
    CriteriaWrong: _criteria_wrong,
    lists.TooManyLeads: f"Those are more than {lists.MOST:,} leads, which is the most at once. Take them in parts.",
    lists.NoLeads: "There are no such leads, so there is nothing to do.",
    lists.ListGone: "This was kept for a day, or is done already. Begin anew.",
    lists.TooLateForList: "More than a day has passed, so this cannot be undone any more.",
}
