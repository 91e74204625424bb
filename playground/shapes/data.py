"""Cells of tables, and charts."""

from playground.checks import chart_points_fit, unique_series_names
from playground.rules import Bool, Items, Kind, Num, Of, Shape, Str

CELLS = Kind("raw_text", "raw_number", ("rich_text", "rich_text_block"))
CHARTS = Kind("pie", "bar", "line", "area")

DATA: dict[str, Shape] = {
    "raw_text": Shape({"text": Str()}, ("text",)),
    "raw_number": Shape({"value": Num(decimal=True), "text": Str()}, ("value",)),
    "column_setting": Shape({"align": Str(choices=("left", "center", "right")), "is_wrapped": Bool()}),
    "pie": Shape({"segments": Items(Of("segment"), flag="chart_items")}, ("segments",)),
    "segment": Shape({"label": Str(20), "value": Num(1e-9, decimal=True)}, ("label", "value")),
    **{
        kind: Shape(
            {"series": Items(Of("series"), flag="chart_items"), "axis_config": Of("axis_config")},
            ("series", "axis_config"),
            checks=(unique_series_names, chart_points_fit),
        )
        for kind in ("bar", "line", "area")
    },
    "series": Shape({"name": Str(20), "data": Items(Of("point"), 20)}, ("name", "data")),
    "point": Shape({"label": Str(20), "value": Num(decimal=True)}, ("label", "value")),
    "axis_config": Shape({"categories": Items(Str(20), 20), "x_label": Str(50), "y_label": Str(50)}, ("categories",)),
}
