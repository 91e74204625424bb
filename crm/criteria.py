"""The one language for conditions on leads: what a campaign is aimed at is written in it, as the platform writes it.

`{"all": […]}`, `{"any": […]}`, `{"not": …}` and `{"field", "operator", "value"}`;
a plain object is all of its keys: `{"industry": "Technology", "score_min": 40}`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from rapidfuzz.distance import OSA

from crm.errors import UserError
from store import facts
from store.facts import Fact, Kind

MOST_DIGITS = 100
"""Of a number, before or behind the point."""
DEEPEST, MOST, LONGEST, MOST_VALUES = 8, 100, 500, 200
"""How deep conditions may lie in each other, how many there may be, letters of a value, values of a list."""


class Operator(StrEnum):
    """What a condition may ask."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    IN = "in"
    NOT_IN = "not_in"
    GREATER_THAN = "greater_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    BETWEEN = "between"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    WITHIN_DAYS = "within_days"
    OLDER_THAN_DAYS = "older_than_days"


EMPTY = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
SAME = EMPTY | {Operator.EQUALS, Operator.NOT_EQUALS, Operator.IN, Operator.NOT_IN}
HAS = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS})
ORDERED = frozenset({Operator.GREATER_THAN, Operator.AT_LEAST, Operator.LESS_THAN, Operator.AT_MOST, Operator.BETWEEN})
DAYS = frozenset({Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS})
LISTS = frozenset({Operator.IN, Operator.NOT_IN, Operator.BETWEEN})

ASKED: Mapping[Kind, frozenset[Operator]] = {
    Kind.TEXT: SAME | HAS | {Operator.STARTS_WITH},
    Kind.CHOICE: SAME | HAS | {Operator.STARTS_WITH},
    Kind.NUMBER: SAME | ORDERED,
    Kind.DATE: SAME | ORDERED | DAYS,
    Kind.MOMENT: SAME | ORDERED | DAYS,
    Kind.SET: SAME | HAS,
    Kind.JSON: frozenset(Operator),
}
"""Which operators fit which kind of fact."""

What = Literal["field", "operator", "value", "shape"]


class CriteriaWrong(UserError):
    """Conditions that cannot be read. what: which part; place: where it stands (`all[1]`, empty at the top); found: what stands there.

    near: what may be meant. field: what an operator or a value is not for.
    """

    def __init__(self, what: What, place: str, found: str, near: str | None = None, field: str = "") -> None:
        self.what, self.place, self.found, self.near, self.field = what, place, found, near, field


class Leaf(BaseModel):
    """One condition. value: of the fact's kind (text, Decimal, date, aware datetime), or a number of days; several for in and between; none for is_empty."""

    model_config = ConfigDict(extra="forbid")

    field: Annotated[str, Field(max_length=LONGEST)]
    operator: Operator
    value: Any = None

    @property
    def fact(self) -> Fact:
        """What it asks about."""
        found = facts.find(self.field)
        assert found
        return found

    @model_validator(mode="after")
    def _fits(self) -> "Leaf":
        fact = facts.find(self.field) if facts.is_storable(self.field) else None
        if fact is None:
            raise _wrong("field", self.field, nearest(self.field, NAMES))
        if self.operator not in ASKED[fact.kind]:
            raise _wrong("operator", self.operator, None, self.field)
        self.value = _value(self, fact)
        return self


class AllOf(BaseModel):
    """Every condition holds; so does none at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    all: "tuple[Condition, ...]"


class AnyOf(BaseModel):
    """One of the conditions holds at least."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    any: "tuple[Condition, ...]"


class Not(BaseModel):
    """The condition does not hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    condition: "Condition" = Field(alias="not")


def _shape(value: Any) -> str | None:
    """Which of the four an object is, once short forms are written out."""
    if isinstance(value, Mapping):
        return next((f"<{key}>" for key in ("all", "any", "not", "field") if key in value), "<field>")
    return None


def _written_out(value: Any) -> Any:
    """A plain object is all of its keys."""
    if isinstance(value, Mapping) and not value.keys() & {"all", "any", "not", "field", "operator"}:
        return {"all": [_short(str(key), one) for key, one in value.items()]}
    return value


Condition = Annotated[
    Annotated[AllOf, Tag("<all>")] | Annotated[AnyOf, Tag("<any>")] | Annotated[Not, Tag("<not>")] | Annotated[Leaf, Tag("<field>")],
    Discriminator(_shape),
    BeforeValidator(_written_out),
]

SHORT: Mapping[str, tuple[str, Operator]] = {
    "score_threshold": ("score", Operator.AT_LEAST),
    "days_since_contact": ("last_engagement_date", Operator.OLDER_THAN_DAYS),
}
COLUMN = {"lead_status": "status", "lead_source": "source"}
BOUNDS = {"_min": Operator.AT_LEAST, "_max": Operator.AT_MOST}
NAMES = (*facts.FACTS, *SHORT, *COLUMN, "industry", "company_size", "activities.last_days", "activities.call.count_30d")
"""What may be meant by a name that is not known."""


def _short(key: str, value: Any) -> dict[str, Any]:
    """A key of a plain object and what it is to be, as a condition."""
    if key in SHORT:
        field, operator = SHORT[key]
        return {"field": field, "operator": operator, "value": value}
    bound = BOUNDS.get(key[-4:]) if key[:-4] else None
    if bound:
        return {"field": COLUMN.get(key[:-4], key[:-4]), "operator": bound, "value": value}
    return {"field": COLUMN.get(key, key), "operator": Operator.IN if isinstance(value, list) else Operator.EQUALS, "value": value}


def _counted(condition: "Condition") -> "Condition":
    if sum(1 for _ in leaves(condition)) > MOST:
        raise _wrong("shape", f"more than {MOST} conditions")
    return condition


ADAPTER: TypeAdapter[AllOf | AnyOf | Not | Leaf] = TypeAdapter(Annotated[Condition, AfterValidator(_counted)])


def parse(written: Any) -> AllOf | AnyOf | Not | Leaf:
    """Conditions as the platform writes them; an empty object holds for every lead.

    Raises CriteriaWrong, which names the first place that cannot be read, and the nearest word that can.
    """
    if _depth(written) > DEEPEST * 2:
        raise CriteriaWrong("shape", "", f"conditions deeper than {DEEPEST} in each other")
    try:
        return ADAPTER.validate_python(written)
    except ValidationError as error:
        raise _explained(error) from None


def leaves(condition: "Condition") -> Iterator[Leaf]:
    """Every single condition in it."""
    match condition:
        case Leaf():
            yield condition
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from leaves(part)
        case Not(condition=part):
            yield from leaves(part)


def nearest(word: str, known: "tuple[str, ...]") -> str | None:
    """The known word that this may be a misspelling of: up to a third of its letters."""
    apart = {one: OSA.distance(word.lower(), one) for one in known}
    best = min(apart, key=apart.__getitem__)
    return best if apart[best] <= max(1, len(word) // 3) else None


def _depth(value: Any, so_far: int = 0) -> int:
    """How deep a value goes, as far as it matters."""
    if so_far > DEEPEST * 2 or not isinstance(value, list | Mapping):
        return so_far
    parts = value.values() if isinstance(value, Mapping) else value
    return max((_depth(part, so_far + 1) for part in parts), default=so_far)


def _value(leaf: Leaf, fact: Fact) -> Any:
    """The value as SQL takes it."""
    operator, value = leaf.operator, leaf.value
    if operator in EMPTY:
        return None
    if operator in DAYS:
        return _one(leaf, value, _days)
    read = READ[fact.kind]
    if operator not in LISTS:
        found = _one(leaf, value, read)
        _check(leaf, fact, found)
        return found
    if not isinstance(value, list) or not value or len(value) > MOST_VALUES or (operator is Operator.BETWEEN and len(value) != 2):
        raise _wrong("value", value, None, leaf.field)
    found = tuple(_one(leaf, one, read) for one in value)
    for one in found:
        _check(leaf, fact, one)
    return found


def _check(leaf: Leaf, fact: Fact, found: Any) -> None:
    if fact.labels and leaf.operator in SAME and str(found).lower() not in fact.labels:
        raise _wrong("value", found, nearest(str(found), fact.labels), leaf.field)
    if fact.kind is Kind.JSON and leaf.operator in ORDERED and not isinstance(found, Decimal | date):
        raise _wrong("value", found, None, leaf.field)


def _one(leaf: Leaf, value: Any, read: Callable[[Any], Any]) -> Any:
    if isinstance(value, str) and (len(value) > LONGEST or not facts.is_storable(value)):
        raise _wrong("value", value, None, leaf.field)
    try:
        return read(value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        raise _wrong("value", value, None, leaf.field) from None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float) or not str(value).strip():
        raise ValueError
    return str(value).strip()


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError  # noqa: TRY004 - all that cannot be read is told alike
    number = Decimal(str(value).strip())
    if not number.is_finite() or abs(number) > Decimal(10) ** 18 or abs(int(number.as_tuple().exponent)) > MOST_DIGITS:
        raise ValueError
    return number


def _days(value: Any) -> int:
    number = _number(value)
    if number != int(number) or not 0 <= number <= facts.GREATEST_DAYS:
        raise ValueError
    return int(number)


def _date(value: Any) -> date:
    return date.fromisoformat(value)


def _moment(value: Any) -> datetime:
    """A day alone begins at midnight, UTC."""
    found = datetime.fromisoformat(value) if len(value) > len("2027-01-01") else datetime.combine(_date(value), time.min)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _anything(value: Any) -> str | Decimal | date:
    """A number as one, an ISO day as one, anything else as text."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return _text(value)
    return _text(value) if isinstance(value, bool) else _number(value)


READ: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _text,
    Kind.SET: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.JSON: _anything,
}


def _wrong(what: What, found: Any, near: str | None = None, field: str = "") -> PydanticCustomError:
    whole = str(found)[:LONGEST].encode(errors="replace").decode()  # half of a character would break the error itself
    return PydanticCustomError(what, "wrong", {"found": whole, "near": near, "field": field})


def _explained(error: ValidationError) -> CriteriaWrong:
    """The first thing that is wrong."""
    first = error.errors(include_url=False)[0]
    path = [part for part in first["loc"] if not str(part).startswith("<")]
    context = first.get("ctx") or {}
    if first["type"] in {"field", "operator", "value", "shape"}:
        return CriteriaWrong(first["type"], _place(path), context["found"], context["near"], context["field"])  # type: ignore[arg-type]  # ours
    found = str(first["input"])[:LONGEST]
    if first["type"] == "enum":
        return CriteriaWrong("operator", _place(path[:-1]), found, nearest(found, tuple(Operator)))
    return CriteriaWrong("shape", _place(path), str(path[-1]) if first["type"] in {"missing", "extra_forbidden"} else found)


def _place(path: list[int | str]) -> str:
    """`all[1].not`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
