"""Payloads made of the validator's table: the smallest of each shape, one with a field of a given size, and whole payloads around them."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.limits import BLOCK, SHAPES
from playground.rules import Either, Flags, Items, Kind, Num, Of, Problem, Rule, Shape, Str, Text
from playground.shapes.elements import DATE, TIME
from playground.shapes.inputs import NUMBER
from playground.validator import validate_blocks, validate_message, validate_options, validate_view

PATTERNS = {DATE: "2026-11-03", TIME: "09:30", NUMBER.pattern: "1"}


def sample(rule: Rule, size: int | None = None) -> Any:  # noqa: PLR0911 - one line for each kind of rule
    """A value of a rule: the smallest valid one, or one that is `size` long, many or large."""
    match rule:
        case Str(choices=(first, *_)):
            return first
        case Str(url=True) | Str(pattern="https://.+"):
            return "" if size == 0 else "https://acme.example/".ljust(size or 1, "x")
        case Str(pattern=pattern) if pattern:
            return PATTERNS[pattern] if size is None else ""
        case Str():
            return "x" * (1 if size is None else size)
        case Text():
            return {"type": rule.kinds[-1], "text": "x" * (1 if size is None else size)}
        case Num():
            return size if size is not None else rule.min or 1
        case Items():
            return [distinct(sample(rule.rule), number) for number in range(max(1, rule.min) if size is None else size)]
        case Of():
            return sample_of(SHAPES[rule.shape])
        case Kind():
            kind, shape = next(iter(rule.kinds.items()))
            return {"type": kind, **sample_of(SHAPES[shape])}
        case Either():
            return sample(rule.rules[0])
    return {} if type(rule).__name__ == "Anything" else True


def distinct(value: Any, number: int) -> Any:
    """Things that must differ in an array differ by their number."""
    if isinstance(value, dict):
        return value | {name: str(number) for name in ("name",) if name in value}
    return str(number) if isinstance(value, str) and len(value) == 1 else value


def sample_of(shape: Shape) -> dict[str, Any]:
    """The smallest valid object of a shape."""
    names = [*shape.required, *shape.one_of[:1], *shape.any_of[:1]]
    return agreeing({name: sample(shape.fields[name]) for name in names})


def with_field(shape: Shape, field: str, size: int) -> dict[str, Any]:
    """The smallest valid object with one field of that size; `rows.0` is an item of rows."""
    name, _, inner = field.partition(".")
    rule = shape.fields[name]
    if inner:
        assert isinstance(rule, Items)
        value = [sample(rule.rule, size) for _ in range(max(1, rule.min))]
    else:
        value = sample(rule, size)
    return put(shape, name, value)


def put(shape: Shape, name: str, value: Any) -> dict[str, Any]:
    """The smallest valid object with that value in a field."""
    others = {other for other in shape.one_of if name in shape.one_of and other != name}
    return agreeing({key: held for key, held in sample_of(shape).items() if key not in others} | {name: value}, name)


def agreeing(value: dict[str, Any], given: str = "") -> dict[str, Any]:
    """What other fields must agree with the given one in: presets are offered, points fit the categories, rows are wide enough, zones exist."""
    for name in ("initial_option", "initial_options"):
        if name in value and "options" in value:
            value["options"] = value[name] if isinstance(value[name], list) else [value[name]]
    if "axis_config" in value and given == "axis_config":
        value["series"] = [{"name": "a", "data": [{"label": label, "value": 1} for label in value["axis_config"]["categories"]]}]
    elif "axis_config" in value:
        value["axis_config"] = {"categories": [point["label"] for point in value["series"][0]["data"]]} if value["series"] else value["axis_config"]
    if isinstance(value.get("row_header_column_index"), int):
        value["rows"] = [[*row, *[row[0]] * min(19, value["row_header_column_index"])] for row in value["rows"]]
    if value.get("timezone"):
        value["timezone"] = "Asia/Tokyo"
    return value


@dataclass(frozen=True)
class Line:
    """One limit of the table: a field, and the sizes at the limit and one past it."""

    shape: str
    field: str
    bound: str
    at: int

    @property
    def past(self) -> int:
        return self.at + (1 if self.bound == "max" else -1)

    def __str__(self) -> str:
        return f"{self.shape}.{self.field} {self.bound} {self.at}"


def lines(flags: Flags | None = None) -> Iterator[Line]:
    """Every limit of the table."""
    for name, shape in SHAPES.items():
        for field, rule in shape.fields.items():
            for path, one in ((field, rule), (f"{field}.0", rule.rule if isinstance(rule, Items) else None)):
                for bound, at in bounds(one, flags or Flags()):
                    yield Line(name, path, bound, at)


def bounds(rule: Rule | None, flags: Flags) -> list[tuple[str, int]]:
    """The limits of one rule."""
    low, high = getattr(rule, "min", None), getattr(rule, "max", None)
    if isinstance(rule, Items):
        high = rule.limit(flags)
    if isinstance(rule, Text):
        low = 1
    if isinstance(rule, Str) and (rule.choices or rule.pattern):
        low = None  # one of few values: of no size
    found = [("max", int(high))] if high is not None else []
    if low is not None and low > 0 and not (isinstance(rule, Num) and rule.decimal):
        found.append(("min", int(low)))
    elif isinstance(rule, Num) and low == 0:
        found.append(("min", 0))
    return found


# Whole payloads: from a shape up to what Slack is sent.

Judge = Callable[[dict[str, Any]], list[Problem]]
LENIENT = Flags(input_in_messages=True)
SURFACES = {"M": "message", "D": "modal", "H": "home"}


def whole(name: str, value: dict[str, Any], flags: Flags = LENIENT) -> list[Problem]:
    """What the validator says of the smallest payload around an object, on the first surface where it may stand."""
    if name == "options_answer":
        return validate_options(value)
    for surface in "MDH":
        path = _path(name, surface)
        if path is not None:
            return _judge(path, value, surface, flags)
    raise LookupError(name)


def _judge(path: list[tuple[str, str]], value: dict[str, Any], surface: str, flags: Flags) -> list[Problem]:
    child, top = None, value
    for child, (parent, field) in zip([name for name, _ in path], path[1:], strict=False):
        top = put(SHAPES[parent], field, embed(SHAPES[parent].fields[field], child, top))
    root = path[-1][0]
    if root in ("modal", "home"):
        return validate_view({"type": root, **top}, flags)
    if root == "attachment":
        return validate_message({"attachments": [top]}, flags)
    kind = next(kind for kind, shape in BLOCK.kinds.items() if shape == root)
    return validate_blocks([{"type": kind, **top}], flags, surface=SURFACES[surface])


def _path(name: str, surface: str) -> list[tuple[str, str]] | None:
    """The shortest way from a shape to a block or a surface: (shape, the field of it that holds the one before)."""
    queue = deque([[(name, "")]])
    seen = {name}
    while queue:
        path = queue.popleft()
        here = path[-1][0]
        if not _stands(here, surface):
            continue
        if here in BLOCK.kinds.values() or here in ("modal", "home", "attachment"):
            return path
        for parent, shape in SHAPES.items():
            for field, rule in shape.fields.items():
                if parent not in seen and here in refers(rule):
                    seen.add(parent)
                    queue.append([*path, (parent, field)])
    return None


def _stands(name: str, surface: str) -> bool:
    return surface in SHAPES[name].surfaces or (name == "input" and surface == "M")


def refers(rule: Rule) -> set[str]:
    """The shapes that stand in a field."""
    match rule:
        case Items():
            return refers(rule.rule)
        case Of():
            return {rule.shape}
        case Kind():
            return {shape for kind, shape in rule.kinds.items() if kind not in rule.flagged}
        case Text():
            return set(rule.kinds)
    return set()


def embed(rule: Rule, name: str, value: Any) -> Any:
    """An object where a rule wants it: in arrays last, with its type where the rule asks for one."""
    match rule:
        case Items():
            return [*(sample(rule.rule) for _ in range(rule.min - 1)), embed(rule.rule, name, value)]
        case Kind():
            return {"type": next(kind for kind, shape in rule.kinds.items() if shape == name), **value}
        case Text():
            return {"type": name, **value}
    return value
