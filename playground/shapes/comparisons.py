"""Rules of Slack that compare the fields of inputs, selects and views with each other."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from playground.checks import repeated
from playground.rules import Report

zones = cache(available_timezones)


def real_date(value: dict[str, Any], pointer: str, report: Report) -> None:
    """initial_date is a day of the calendar."""
    if "initial_date" in value:
        try:
            date.fromisoformat(value["initial_date"])
        except ValueError:
            report.add(f"{pointer}/initial_date", "must be a valid date")


def known_timezone(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A timepicker's zone is one of the IANA names."""
    if "timezone" in value and value["timezone"] not in zones():
        report.add(f"{pointer}/timezone", "must be a valid timezone")


def numbers_in_order(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A number_input's min_value is no greater than its max_value."""
    if "min_value" in value and "max_value" in value and Decimal(value["min_value"]) > Decimal(value["max_value"]):
        report.add(f"{pointer}/min_value", "min_value cannot be greater than max_value")


def action_ids_differ(value: dict[str, Any], pointer: str, report: Report) -> None:
    """An action_id stands once among a card's buttons."""
    for index, name in repeated(element.get("action_id") for element in value.get("actions", [])):
        report.add(f"{pointer}/actions/{index}/action_id", f"`action_id` {name} already exists for another element")


def files_are_not_dispatched(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A file_input tells nothing before the form is submitted."""
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        report.add(f"{pointer}/dispatch_action", "may not be used with file_input")


def header_column_exists(value: dict[str, Any], pointer: str, report: Report) -> None:
    """row_header_column_index points at a column of the data_table."""
    if value.get("row_header_column_index", 0) >= len(value["rows"][0]):
        report.add(f"{pointer}/row_header_column_index", f"must be less than or equal to {len(value['rows'][0]) - 1}")


def inputs_have_submit(value: dict[str, Any], pointer: str, report: Report) -> None:
    """A modal with an input block has a submit button."""
    if "submit" in value:
        return
    for index, block in enumerate(value["blocks"]):
        if block["type"] == "input":
            report.add(f"{pointer}/blocks/{index}/input", "must define `submit` to use an `input` block in modals")
