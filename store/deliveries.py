"""The ledger of what goes to Slack, which is also each destination's queue: first in, first out, one at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Row, Text, bindparam, func, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from store import jobs
from store.slack_models import Channel, Delivery

DRAIN = "deliveries.drain"

LOCK = text("""
    select destination, dm_id, leased_until,
           paused_because is null and coalesce(leased_until <= clock_timestamp(), true) as is_free, next_at <= clock_timestamp() as is_time
    from slack.channels where id = :channel_id and organization_id = :organization_id
    for no key update -- adding a delivery, which refers to this row, never waits for its worker
""")
NEXT = text("""
    select d.id, d.key, d.action, d.message, d.critical, d.attempts, d.state, d.claimed_at, d.of_id, o.message_ts as of_ts
    from slack.deliveries d left join slack.deliveries o on o.id = d.of_id and o.organization_id = d.organization_id
    where d.channel_id = :channel_id and d.organization_id = :organization_id
      and (d.state = 'sending' or d.state = 'queued' and d.due_at <= clock_timestamp())
    order by d.state = 'sending' desc, d.id limit 1
""").columns(message=JSONB)
SUPPRESS = text("""
    update slack.deliveries set state = 'suppressed', reason = :reason, finished_at = clock_timestamp()
    where id = :delivery_id and organization_id = :organization_id
""")
OVERTAKEN = text("""
    update slack.deliveries set state = 'suppressed', reason = :reason, finished_at = clock_timestamp()
    where of_id = :of_id and organization_id = :organization_id and action = 'update' and state = 'queued' and attempts = 0
""")
OF_EVENTS = text("""
    select d.id, d.state, c.destination, c.id as channel_id from slack.deliveries d join slack.channels c on c.id = d.channel_id
    where d.event_id = any (:event_ids) and d.organization_id = :organization_id and d.action = 'post'
      and d.state in ('queued', 'sending', 'sent', 'uncertain')
    order by c.id, d.id for no key update of c
""")
MAKE = text("""
    insert into slack.channels (organization_id, destination, next_at)
    select :organization_id, w.destination, now() from unnest(cast(:destinations as text[])) w(destination) on conflict do nothing
""")
# The database's clock decides when something is due. A queue that is there is read without a lock.
ADD = text("""
    with added as (
        insert into slack.deliveries (organization_id, channel_id, event_id, message, critical, action, of_id, due_at)
        select :organization_id, c.id, coalesce(:event_id, (
                select min(v.id) from slack.events v
                where v.organization_id = :organization_id and v.lead_id = :lead_id and v.table_name = :table_name and v.row_id = :row_id)),
            cast(:messages as jsonb) -> w.destination, :critical, :action, :of_id, coalesce(:due_at, now())
        from unnest(cast(:destinations as text[])) with ordinality w(destination, place)
        join slack.channels c on c.organization_id = :organization_id and c.destination = w.destination
        order by w.place
        returning id, channel_id
    )
    select a.id, a.channel_id, c.destination from added a join slack.channels c on c.id = a.channel_id order by a.id
""").bindparams(
    bindparam("messages", type_=JSONB),
    *(bindparam(name, type_=BigInteger) for name in ("event_id", "of_id", "lead_id", "row_id")),
    *(bindparam(name, type_=Text) for name in ("table_name", "action")),
    bindparam("due_at", type_=DateTime(timezone=True)),
)
LEASE = text("""
    update slack.channels set leased_until = clock_timestamp() + :lease where id = :channel_id and organization_id = :organization_id
    returning leased_until
""")
CLAIM = text("""
    update slack.deliveries set state = 'sending', attempts = attempts + 1,
        claimed_at = case when state = 'sending' then claimed_at else clock_timestamp() end
    where id = :delivery_id and organization_id = :organization_id
""")
RELEASE = text("""
    update slack.channels
    set leased_until = null, next_at = clock_timestamp() + :wait, dm_id = coalesce(cast(:dm_id as text), dm_id),
        paused_because = coalesce(cast(:pause as text), paused_because),
        paused_at = case when cast(:pause as text) is null then paused_at else now() end
    where id = :channel_id and organization_id = :organization_id
""")
RECORD = text("""
    update slack.deliveries
    set state = :state, reason = :reason, message_ts = coalesce(cast(:message_ts as text), message_ts),
        attempts = attempts - case when :counts then 0 else 1 end,
        finished_at = case when :state in ('queued', 'sending') then null else clock_timestamp() end
    where id = :delivery_id and organization_id = :organization_id and state = 'sending'
""")
WAKE = text("""
    select greatest(c.next_at, min(case when d.state = 'sending' then c.next_at else d.due_at end)) as at,
           greatest(c.next_at, min(case when d.state = 'sending' then c.next_at else d.due_at end)) - now() as after
    from slack.channels c
    join slack.deliveries d on d.channel_id = c.id and d.organization_id = c.organization_id and d.state in ('queued', 'sending')
    where c.id = :channel_id and c.organization_id = :organization_id and c.paused_because is null
    group by c.id
""")
OVERDUE = text("""
    select c.organization_id, c.id, greatest(c.next_at, c.leased_until) as at from slack.channels c
    where c.paused_because is null and c.next_at <= now() and coalesce(c.leased_until <= now(), true)
      and exists (select from slack.deliveries d where d.channel_id = c.id and (d.state = 'sending' or d.state = 'queued' and d.due_at <= now()))
    order by c.next_at limit :most
""")


@dataclass(frozen=True, slots=True)
class About:
    """A row that something happened with, and its lead."""

    table_name: str | None
    row_id: int | None
    lead_id: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours to send until leased_until.

    was_sending: an earlier try ended without a known answer at or after claimed_at, so the message may be there.
    """

    organization_id: int
    channel_id: int
    destination: str
    dm_id: str | None
    leased_until: datetime
    delivery_id: int
    key: UUID
    action: str
    message: dict[str, Any]
    critical: bool
    attempts: int
    was_sending: bool
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try.

    state: sent, failed, uncertain; queued (to be tried again); sending (not known yet, to be looked up). wait: how long the channel rests.
    pause: why nothing more goes to this destination. counts: whether the try was one.
    """

    state: str
    reason: str | None = None
    message_ts: str | None = None
    wait: timedelta = timedelta(seconds=1)
    pause: str | None = None
    counts: bool = True
    dm_id: str | None = None


class More(TypedDict, total=False):
    """What else is known of messages that are queued.

    event_id: of what happened, or about: the row whose first event that is. critical: sent again where it is not certain that it arrived.
    action: post or update; of_id: the delivery to the same destination whose message an update edits. due_at: not before (aware UTC).
    """

    event_id: int | None
    about: About | None
    critical: bool
    action: str
    of_id: int | None
    due_at: datetime | None


async def add(session: AsyncSession, *, organization_id: int, destination: str, message: Mapping[str, Any], **more: Unpack[More]) -> int:
    """Queue a message for one destination, see add_all. The delivery's id."""
    [delivery_id] = await add_all(session, organization_id=organization_id, messages={destination: message}, **more)
    return delivery_id


async def add_all(session: AsyncSession, *, organization_id: int, messages: Mapping[str, Mapping[str, Any]], **more: Unpack[More]) -> Sequence[int]:
    """Queue messages by the id of a channel or a person; they go out after this transaction commits, in order, or not at all. The deliveries' ids.

    Each is what chat.postMessage takes beside `channel`, or for action "update" what chat.update takes: `ts` among it, unless of_id is given.
    """
    if not messages:
        return ()
    row = more.get("about") or About(None, None, None)
    named = {"organization_id": organization_id, "event_id": more.get("event_id"), **asdict(row), "messages": {to: dict(one) for to, one in messages.items()}}
    named |= {"critical": more.get("critical", False), "action": more.get("action", "post"), "of_id": more.get("of_id"), "due_at": more.get("due_at")}
    added = list((await session.execute(ADD, {**named, "destinations": list(messages)})).all())
    known = {one.destination for one in added}
    if new := [one for one in messages if one not in known]:  # their first message
        await session.execute(MAKE, {"organization_id": organization_id, "destinations": new})
        added += (await session.execute(ADD, {**named, "destinations": new})).all()
    if len(added) != len(messages):
        raise RuntimeError("a queue that was made is not seen")
    await jobs.enqueue_all(session, [jobs.Order(DRAIN, {"organization_id": organization_id, "channel_id": one.channel_id}) for one in added])
    return [one.id for one in added]


async def edit(session: AsyncSession, of: int, message: Mapping[str, Any], *, organization_id: int, destination: str) -> None:
    """Edit the message of a delivery to this destination; an edit of it that waits still is not sent any more."""
    await session.execute(OVERTAKEN, {"of_id": of, "organization_id": organization_id, "reason": "a newer edit took its place"})
    await add(session, organization_id=organization_id, destination=destination, message=message, action="update", of_id=of)


async def _wake(session: AsyncSession, *, organization_id: int, channel_id: int) -> None:
    await jobs.enqueue(session, DRAIN, {"organization_id": organization_id, "channel_id": channel_id})


async def claim(session: AsyncSession, *, organization_id: int, channel_id: int, lease: timedelta) -> Claim | None:
    """Lease the channel and take its next due delivery, a lost one first. None: not now; then a job for later is written if something waits."""
    place = {"organization_id": organization_id, "channel_id": channel_id}
    # Locked by a statement of its own: the next ones then see what was committed while this one waited.
    channel = (await session.execute(LOCK, place)).one_or_none()
    if channel is None or not channel.is_free:
        return None  # whoever holds the lease goes on with what waits; a pause ends with resume_after
    row = await _next(session, place) if channel.is_time else None
    if row is None:
        await _wake_later(session, place)
        return None
    leased_until = (await session.execute(LEASE, place | {"lease": lease})).scalar_one()
    await session.execute(CLAIM, {"organization_id": organization_id, "delivery_id": row.id})
    return Claim(
        organization_id=organization_id,
        channel_id=channel_id,
        destination=channel.destination,
        dm_id=channel.dm_id,
        leased_until=leased_until,
        delivery_id=row.id,
        key=row.key,
        action=row.action,
        message=row.message if row.of_id is None else {**row.message, "ts": row.of_ts},
        critical=row.critical,
        attempts=row.attempts + 1,
        was_sending=row.state == "sending",
        claimed_at=row.claimed_at,
    )


async def _next(session: AsyncSession, place: Mapping[str, int]) -> Row[Any] | None:
    """The next delivery. One that would edit what was never sent is passed over."""
    while row := (await session.execute(NEXT, place)).one_or_none():
        if row.of_id is None or row.of_ts is not None:
            break
        told = {"delivery_id": row.id, "organization_id": place["organization_id"], "reason": "what it would edit was not sent"}
        await session.execute(SUPPRESS, told)
    return row


async def replace(session: AsyncSession, event_ids: Sequence[int], message: Mapping[str, Any], *, organization_id: int, reason: str) -> int:
    """Edit every message about these events; one that waits still is not sent at all, for this reason. Their number."""
    rows = (await session.execute(OF_EVENTS, {"event_ids": list(event_ids), "organization_id": organization_id})).all()
    for row in rows:
        if row.state == "queued":
            await session.execute(SUPPRESS, {"delivery_id": row.id, "organization_id": organization_id, "reason": reason})
        else:
            await add(session, organization_id=organization_id, destination=row.destination, message=message, action="update", of_id=row.id)
    return len(rows)


async def rewrite(session: AsyncSession, event_ids: Sequence[int], message: Mapping[str, Any], *, organization_id: int) -> int:
    """Edit every message about these events; one that waits still is sent as it is to be now. Their number."""
    rows = (await session.execute(OF_EVENTS, {"event_ids": list(event_ids), "organization_id": organization_id})).all()
    for row in rows:
        if row.state == "queued":
            mine = (Delivery.id == row.id) & (Delivery.organization_id == organization_id)
            await session.execute(update(Delivery).where(mine).values(message=dict(message)))
        else:
            await edit(session, row.id, message, organization_id=organization_id, destination=row.destination)
    return len(rows)


async def record(session: AsyncSession, claimed: Claim, outcome: Outcome) -> bool:
    """Write what became of a claim, end the lease, and go on with what waits. False: the lease was lost meanwhile, so only a success was noted."""
    place = {"organization_id": claimed.organization_id, "channel_id": claimed.channel_id}
    channel = (await session.execute(LOCK, place)).one_or_none()
    if channel is None or channel.leased_until != claimed.leased_until:
        await _note_late(session, claimed, outcome)
        return False
    written = {"state": outcome.state, "reason": outcome.reason, "message_ts": outcome.message_ts, "counts": outcome.counts}
    await session.execute(RECORD, written | {"organization_id": claimed.organization_id, "delivery_id": claimed.delivery_id})
    await session.execute(RELEASE, place | {"wait": outcome.wait, "dm_id": outcome.dm_id, "pause": outcome.pause})
    await _wake_later(session, place)
    return True


async def _note_late(session: AsyncSession, claimed: Claim, outcome: Outcome) -> None:
    """Another worker has the channel by now. That a message did arrive is still true, whatever was thought of it."""
    if outcome.state == "sent":
        mine = (Delivery.id == claimed.delivery_id) & (Delivery.organization_id == claimed.organization_id)
        await session.execute(
            update(Delivery).where(mine, Delivery.state != "sent").values(state="sent", reason=None, message_ts=outcome.message_ts, finished_at=func.now())
        )


async def _wake_later(session: AsyncSession, place: Mapping[str, int]) -> None:
    """A job for the moment when the channel's next delivery may go out. One a moment, however many ask for it."""
    row = (await session.execute(WAKE, place)).one_or_none()
    if row is not None:
        await jobs.enqueue_all(session, [jobs.Order(DRAIN, place, max(row.after, timedelta(0)), _key(place["channel_id"], row.at))])


def _key(channel_id: int, at: datetime) -> str:
    return f"{DRAIN}:{channel_id}:{at.timestamp():.6f}"


async def wake_overdue(session: AsyncSession, *, most: int = 500) -> int:
    """Write jobs for channels of all organizations that should be sending and are not: their worker or their job was lost.

    For a session under the role of the jobs. Gives their number; the most overdue first.
    """
    rows = (await session.execute(OVERDUE, {"most": most})).all()
    orders = [jobs.Order(DRAIN, {"organization_id": row.organization_id, "channel_id": row.id}, key=_key(row.id, row.at)) for row in rows]
    await jobs.enqueue_all(session, orders)
    return len(rows)


async def resume_after(session: AsyncSession, *, organization_id: int, reasons: Collection[str]) -> int:
    """Go on with every destination that was paused for one of these reasons, from the oldest that waits; how many there were."""
    statement = (
        update(Channel)
        .where(Channel.organization_id == organization_id, Channel.paused_because.in_(reasons))
        .values(paused_because=None, paused_at=None)
        .returning(Channel.id)
    )
    channel_ids = (await session.scalars(statement)).all()
    for channel_id in channel_ids:
        await _wake(session, organization_id=organization_id, channel_id=channel_id)
    return len(channel_ids)
