"""Kinds of rules that the table in limits.py is written in. A rule looks at one value and reports in Slack's words and JSON pointers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Flags:
    """Rules on which Slack's own sources disagree. The defaults are the strict side."""

    input_in_messages: bool = False  # an input block in a message
    multi_select_in_actions: bool = False  # a multi-select in an actions block
    table_on_home: bool = False
    chart_on_home: bool = False
    card_in_modals: bool = False
    empty_views: bool = False  # a view without a block
    unknown_attachment_fields: bool = False  # ignored, not refused
    data_table_rows: int = 100  # or 200; without the header
    chart_items: int = 6  # or 12; segments or series
    tables_per_message: int = 1
    metadata_bytes: int = 8192  # by convention
    blocks_characters: int = 13_200  # of one message, tables apart; measured by others, Slack's people speak of 12,000 and something for the blocks
    view_bytes: int = 250_000  # "250 KB"
    file_input_bytes: int = 10_000_000  # or 100 MB; of one file
    mentions_stick_in_inputs: bool = True  # a rich_text_input filled with a mention cannot be submitted unedited
    missing_text_warning: bool = True  # blocks without a text: taken, with a warning


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse: where (a JSON pointer) and why (its words)."""

    pointer: str
    message: str
    constraint: Mapping[str, Any] | None = field(default=None, compare=False)  # what blocks.validate adds: type, expected, got

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass
class Report:
    """What a check found so far, with what the checks need to know. Surfaces: M message, D modal (dialog), H App Home."""

    shapes: Mapping[str, "Shape"]
    flags: Flags = Flags()
    problems: list[Problem] = field(default_factory=list)
    surface: str = "M"

    def add(self, pointer: str, message: str, kind: str = "", expected: Any = None, got: Any = None) -> None:
        """Note a problem; `kind` names the constraint that failed, where it has a number or a choice."""
        self.problems.append(Problem(pointer, message, {"type": kind, "expected": expected, "got": got} if kind else None))


class Rule(Protocol):
    """Anything that can judge a value."""

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Report what is wrong with the value."""


@dataclass(frozen=True)
class Str:
    """A string. Lengths are counted in code points, as Slack does."""

    max: int | None = None
    min: int = 1
    choices: tuple[str, ...] = ()
    pattern: str = ""
    url: bool = False

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Type, length, choices, pattern."""
        if not isinstance(value, str):
            report.add(pointer, "must provide a string")
        elif len(value) < self.min:
            report.add(pointer, f"must be more than {self.min - 1} characters", "min_length", self.min, len(value))
        elif self.max is not None and len(value) > self.max:
            report.add(pointer, f"must be less than {self.max + 1} characters", "max_length", self.max, len(value))
        elif self.choices and value not in self.choices:
            report.add(pointer, "value must be one of the allowed enum values", "enum", list(self.choices), value)
        elif self.url and not re.match(r"https?://[^\s/]+", value):
            report.add(pointer, "must be a valid URL")
        elif self.pattern and not re.fullmatch(self.pattern, value):
            report.add(pointer, "does not match the required pattern")


@dataclass(frozen=True)
class Bool:
    """true or false."""

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Type."""
        if not isinstance(value, bool):
            report.add(pointer, "must provide a boolean")


@dataclass(frozen=True)
class Num:
    """A number; whole unless `decimal`."""

    min: float | None = None
    max: float | None = None
    decimal: bool = False

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Type and range."""
        if isinstance(value, bool) or not (isinstance(value, int) or (self.decimal and isinstance(value, float))):
            report.add(pointer, "must provide a number" if self.decimal else "must provide an integer")
        elif self.min is not None and value < self.min:
            report.add(pointer, f"must be greater than or equal to {self.min}", "minimum", self.min, value)
        elif self.max is not None and value > self.max:
            report.add(pointer, f"must be less than or equal to {self.max}", "maximum", self.max, value)


@dataclass(frozen=True)
class Items:
    """An array of one kind of thing.

    `flag` names a limit of Flags that Slack's sources disagree on (`extra` is added to it), `empty` one by which the array may be empty.
    """

    rule: Rule
    max: int | None = None
    min: int = 1
    flag: str = ""
    extra: int = 0
    empty: str = ""
    unique: bool = False

    def limit(self, flags: Flags) -> int | None:
        """How many items may stand here."""
        return int(getattr(flags, self.flag)) + self.extra if self.flag else self.max

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Type, count, each item."""
        if not isinstance(value, list):
            report.add(pointer, "must provide an array")
            return
        limit = self.limit(report.flags)
        if not value and self.empty and getattr(report.flags, self.empty):
            return
        if len(value) < self.min:
            report.add(pointer, f"no fewer than {self.min} items allowed", "min_items", self.min, len(value))
        elif limit is not None and len(value) > limit:
            report.add(pointer, f"no more than {limit} items allowed", "max_items", limit, len(value))
        for index, item in enumerate(value):
            self.rule.check(item, f"{pointer}/{index}", report)
            if self.unique and item in value[:index]:
                report.add(f"{pointer}/{index}", "items must be unique")


@dataclass(frozen=True)
class Text:
    """A text object. Where both kinds may stand Slack first says that no schema matched."""

    max: int | None = None
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Kind, fields and length."""
        inner = Report(report.shapes, report.flags, surface=report.surface)
        Kind(*self.kinds).check(value, pointer, inner)
        if not inner.problems:
            Str(self.max).check(value["text"], f"{pointer}/text", inner)
        if inner.problems and len(self.kinds) > 1:
            report.add(pointer, "failed to match all allowed schemas")
        report.problems += inner.problems


@dataclass(frozen=True)
class Of:
    """An object of one shape, known by its place and not by a type."""

    shape: str

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Its shape."""
        report.shapes[self.shape].check(value, pointer, report)


class Kind:
    """An object whose `type` says its shape.

    Pairs give another shape for a type: `("image", "image_element")`; `flagged` types stand here by a name of Flags.
    """

    def __init__(self, *kinds: str | tuple[str, str], flagged: Mapping[str, str] | None = None) -> None:
        self.kinds = dict(kind if isinstance(kind, tuple) else (kind, kind) for kind in (*kinds, *(flagged or {})))
        self.flagged = flagged or {}

    def takes(self, kind: Any, report: Report) -> bool:
        """Whether a type may stand here, on this surface and with these flags."""
        if not isinstance(kind, str) or kind not in self.kinds:
            return False
        if kind in self.flagged and not getattr(report.flags, self.flagged[kind]):
            return False
        return report.shapes[self.kinds[kind]].stands_on(report)

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Known here, then its shape."""
        if not isinstance(value, dict):
            report.add(pointer, "must provide an object")
        elif "type" not in value:
            report.add(pointer, "missing required field: type")
        elif not self.takes(value["type"], report):
            report.add(f"{pointer}/type", f"unsupported type: {value['type']}", "enum", sorted(self.kinds), value["type"])
        else:
            report.shapes[self.kinds[value["type"]]].check(value, pointer, report, typed=True)


@dataclass(frozen=True)
class Anything:
    """A JSON object whose inside Slack does not look at."""

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Type."""
        if not isinstance(value, dict):
            report.add(pointer, "must provide an object")


class Either:
    """A value that one of several rules takes."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Nothing is said if one of them has nothing to say."""
        for rule in self.rules:
            inner = Report(report.shapes, report.flags, surface=report.surface)
            rule.check(value, pointer, inner)
            if not inner.problems:
                return
        report.add(pointer, "failed to match all allowed schemas")


Check = Callable[[dict[str, Any], str, Report], None]


@dataclass(frozen=True)
class Shape:
    """An object: its fields (no others may stand in it), those it needs, sets of which exactly one is needed, and what a table cannot say.

    `surfaces` says where it stands, `also` where else it does by a name of Flags, `open` by which flag it takes fields that are not known.
    """

    fields: Mapping[str, Rule]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    surfaces: str = "MDH"
    also: Mapping[str, str] = field(default_factory=dict)
    open: str = ""

    def stands_on(self, report: Report) -> bool:
        """Whether it may stand on the report's surface."""
        return report.surface in self.surfaces or (report.surface in self.also and bool(getattr(report.flags, self.also[report.surface])))

    def check(self, value: Any, pointer: str, report: Report, *, typed: bool = False) -> None:
        """Fields known, present, valid; then the special checks, if nothing was wrong so far. `typed`: it is known by its `type`."""
        if not isinstance(value, dict):
            report.add(pointer, "must provide an object")
            return
        before = len(report.problems)
        self._names(value, pointer, report, typed=typed)
        for name, rule in self.fields.items():
            if name in value:
                rule.check(value[name], f"{pointer}/{name}", report)
        if len(report.problems) == before:
            for check in self.checks:
                check(value, pointer, report)

    def _names(self, value: dict[str, Any], pointer: str, report: Report, *, typed: bool) -> None:
        closed = not (self.open and getattr(report.flags, self.open))
        for name in value:
            if closed and name not in self.fields and not (typed and name == "type"):
                report.add(pointer, f"invalid additional property: {name}")
        for name in self.required:
            if name not in value:
                report.add(pointer, f"missing required field: {name}")
        given = [name for name in (*self.one_of, *self.any_of) if name in value]
        if (self.one_of or self.any_of) and not given:
            words = " or ".join(f"`{name}`" for name in (*self.one_of, *self.any_of))
            report.add(pointer, f"must define either {words}")
        elif self.one_of and len(given) > 1:
            report.add(pointer, "only one of " + ", ".join(f"`{name}`" for name in given) + " may be defined")
