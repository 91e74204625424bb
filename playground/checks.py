"""Rules of Slack that compare fields with each other, which a table of limits cannot say."""

from collections.abc import Iterable
from typing import Any

from playground.rules import Report


def offered(value: dict[str, Any]) -> list[Any]:
    """All options of a select, grouped or not."""
    groups = value.get("option_groups", [])
    return [*value.get("options", []), *(option for group in groups for option in group["options"])]


def initial_is_offered(value: dict[str, Any], pointer: str, report: Report) -> None:
    """initial_option must equal an option."""
    if "initial_option" in value and value["initial_option"] not in offered(value):
        report.add(f"{pointer}/initial_option", "initial option must match exactly one of the provided options")


def initials_are_offered(value: dict[str, Any], pointer: str, report: Report) -> None:
    """Each of initial_options must equal an option."""
    for index, option in enumerate(value.get("initial_options", [])):
        if option not in offered(value):
            report.add(f"{pointer}/initial_options/{index}", "initial option must match exactly one of the provided options")


def unique_action_ids(value: dict[str, Any], pointer: str, report: Report) -> None:
    """An action_id stands once in its actions block."""
    for index, name in repeated(element.get("action_id") for element in value["elements"]):
        report.add(f"{pointer}/elements/{index}/action_id", f"`action_id` {name} already exists for another element")


def same_length_rows(value: dict[str, Any], pointer: str, report: Report) -> None:
    """Rows of a data_table are of one length, and its header holds no rich_text."""
    for index, row in enumerate(value["rows"]):
        if len(row) != len(value["rows"][0]):
            report.add(f"{pointer}/rows/{index}", "all rows must have the same number of cells")
    for index, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            report.add(f"{pointer}/rows/0/{index}", "header cells may not be of type rich_text")


def unique_series_names(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A chart's series have different names."""
    for index, name in repeated(series["name"] for series in value["series"]):
        report.add(f"{pointer}/series/{index}/name", f"series name {name} already exists")


def chart_points_fit(value: dict[str, Any], pointer: str, report: Report) -> None:
    """One point for each category, in each series."""
    categories = value["axis_config"]["categories"]
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            report.add(f"{pointer}/series/{index}/data", "must have exactly one point for each category")


def not_both_icons(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A card has an icon or a Slack icon."""
    if "icon" in value and "slack_icon" in value:
        report.add(pointer, "only one of `icon`, `slack_icon` may be defined")


def divider_or_collapsible(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A collapsible container has no header divider."""
    if value.get("is_collapsible") and value.get("has_header_divider"):
        report.add(f"{pointer}/has_header_divider", "may not be used with is_collapsible")


def repeated(names: Iterable[str | None]) -> list[tuple[int, str]]:
    """Where a name comes again: (index, name) of each repetition; nothing given does not count."""
    seen: set[str] = set()
    again = []
    for index, name in enumerate(names):
        if name is not None and name in seen:
            again.append((index, name))
        elif name is not None:
            seen.add(name)
    return again
