"""Conditions as one SQL expression over `leads l`: one lead's answer and a million leads' are the same arithmetic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm.criteria import AllOf, AnyOf, Condition, Leaf, Not, Operator
from store.facts import Kind

NEGATED = {
    Operator.NOT_EQUALS: Operator.EQUALS,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
    Operator.NOT_IN: Operator.IN,
    Operator.IS_NOT_EMPTY: Operator.IS_EMPTY,
}
"""Each is exactly the opposite of the other: what is not known is not equal."""
COMPARED = {Operator.GREATER_THAN: ">", Operator.AT_LEAST: ">=", Operator.LESS_THAN: "<", Operator.AT_MOST: "<="}
NUMERIC = r"(case when t ~ '^\s*-?[0-9]{1,30}([.][0-9]{1,10})?\s*$' then cast(t as numeric) end)"
ISO_DAY = "(case when t ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' then left(t, 10) end collate \"C\")"


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression that is true or false, never null, and what its parameters are."""

    text: str
    arguments: tuple[Any, ...]


class _Parameters:
    """Values on their way to the statement, each in its place."""

    def __init__(self, first: int) -> None:
        self.first, self.given = first, list[Any]()

    def __call__(self, value: Any, kind: str) -> str:
        self.given.append(value)
        return f"cast(${self.first + len(self.given) - 1} as {kind})"


def compiled(condition: Condition, *, first: int) -> Sql:
    """The condition, its parameters numbered from `first`."""
    parameters = _Parameters(first)
    return Sql(_sql(condition, parameters), tuple(parameters.given))


def _sql(condition: Condition, put: _Parameters) -> str:
    match condition:
        case AllOf(all=parts):
            return f"({' and '.join(_sql(part, put) for part in parts)})" if parts else "true"
        case AnyOf(any=parts):
            return f"({' or '.join(_sql(part, put) for part in parts)})" if parts else "false"
        case Not(condition=part):
            return f"not {_sql(part, put)}"
        case Leaf():
            operator = NEGATED.get(condition.operator)
            asked = f"coalesce({_asked(condition, operator or condition.operator, put)}, false)"
            return f"not {asked}" if operator else asked
    raise TypeError(condition)


def _asked(leaf: Leaf, operator: Operator, put: _Parameters) -> str:
    fact = leaf.fact
    known = fact.sql.format(key=put(fact.key, "text")) if fact.kind is Kind.JSON else fact.sql
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return ASKED[fact.kind](known, operator, values, put)


def _of_text(known: str, operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    match operator:
        case Operator.IS_EMPTY:
            return f"coalesce(btrim({known}), '') = ''"
        case Operator.CONTAINS:
            return f"strpos(lower({known}), lower({put(values[0], 'text')})) > 0"
        case Operator.STARTS_WITH:
            return f"starts_with(lower({known}), lower({put(values[0], 'text')}))"
        case _:
            return f"lower({known}) = {_any_of(values, put)}"


def _of_set(known: str, operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    if operator is Operator.IS_EMPTY:
        return f"not exists ({known})"
    return f"exists (select from ({known}) has(one) where has.one = {_any_of(values, put)})"


def _of_number(known: str, operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    return _ordered(f"cast({known} as numeric)", operator, values, lambda value: put(value, "numeric"))


def _of_date(known: str, operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        days = put(values[0], "int")
        return f"{known} < current_date - {days}" if operator is Operator.OLDER_THAN_DAYS else f"abs({known} - current_date) <= {days}"
    return _ordered(known, operator, values, lambda value: put(value, "date"))


def _of_moment(known: str, operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        span = f"make_interval(days => {put(values[0], 'int')})"
        return f"{known} < now() - {span}" if operator is Operator.OLDER_THAN_DAYS else f"{known} between now() - {span} and now() + {span}"
    return _ordered(known, operator, values, lambda value: put(value, "timestamptz"))


def _of_json(known: str, operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    """A custom or found value, whose kind the data decide: what is asked says how it is read. Looked up once a lead: j, and as text t."""
    return f"(select {_of_value(operator, values, put)} from (select {known} as j offset 0) k cross join lateral (select k.j #>> '{{}}' as t offset 0) s)"


def _of_value(operator: Operator, values: Sequence[Any], put: _Parameters) -> str:
    if operator is Operator.IS_EMPTY:
        return "coalesce(btrim(t), '') in ('', '[]', '{}')"
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        days = put(values[0], "int")
        before, after = (f"to_char(current_date {sign} {days}, 'YYYY-MM-DD')" for sign in "-+")
        return f"{ISO_DAY} < {before}" if operator is Operator.OLDER_THAN_DAYS else f"{ISO_DAY} between {before} and {after}"
    if operator in COMPARED or operator in {Operator.BETWEEN, Operator.EQUALS, Operator.IN}:
        if all(isinstance(value, Decimal) for value in values):
            return _ordered(NUMERIC, operator, values, lambda value: put(value, "numeric"))
        if operator not in {Operator.EQUALS, Operator.IN}:
            return _ordered(ISO_DAY, operator, values, lambda value: put(_words(value), "text"))
    words = [_words(value) for value in values]
    if operator is Operator.STARTS_WITH:
        return _of_text("t", operator, words, put)
    has_it = _of_set("select lower(w) from jsonb_array_elements_text(j) w", operator, words, put)
    return f"case when jsonb_typeof(j) = 'array' then {has_it} else {_of_text('t', operator, words, put)} end"


def _ordered(known: str, operator: Operator, values: Sequence[Any], put: Callable[[Any], str]) -> str:
    """What has an order: numbers, days, moments."""
    match operator:
        case Operator.IS_EMPTY:
            return f"{known} is null"
        case Operator.BETWEEN:
            return f"{known} between {put(values[0])} and {put(values[1])}"
        case Operator.EQUALS | Operator.IN:
            return f"{known} in ({', '.join(put(value) for value in values)})"
        case _:
            return f"{known} {COMPARED[operator]} {put(values[0])}"


def _any_of(values: Sequence[Any], put: _Parameters) -> str:
    """One of these texts, in any case."""
    return f"any (array(select lower(w) from unnest({put([_words(value) for value in values], 'text[]')}) w))"


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


ASKED: dict[Kind, Callable[[str, Operator, Sequence[Any], _Parameters], str]] = {
    Kind.TEXT: _of_text,
    Kind.CHOICE: _of_text,
    Kind.SET: _of_set,
    Kind.NUMBER: _of_number,
    Kind.DATE: _of_date,
    Kind.MOMENT: _of_moment,
    Kind.JSON: _of_json,
}
