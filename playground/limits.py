"""Slack's limits, as one table: every object's fields, limits and surfaces. What Slack's sources disagree on is a name of Flags."""

from dataclasses import replace

from playground.rules import Kind, Shape, Str
from playground.shapes.blocks import BLOCKS
from playground.shapes.data import DATA
from playground.shapes.elements import ELEMENTS
from playground.shapes.inputs import INPUTS
from playground.shapes.objects import COMPOSITION
from playground.shapes.rich_text import RICH_TEXT
from playground.shapes.surfaces import BLOCK, BLOCKS_PER_MESSAGE, BLOCKS_PER_VIEW, SURFACES

__all__ = ["BLOCK", "BLOCKS_PER_MESSAGE", "BLOCKS_PER_VIEW", "SHAPES", "VIEW"]


def _with_block_id(shape: Shape) -> Shape:
    return replace(shape, fields={"block_id": Str(255), **shape.fields})


SHAPES: dict[str, Shape] = {
    **COMPOSITION,
    **ELEMENTS,
    **INPUTS,
    **RICH_TEXT,
    **DATA,
    **{name: _with_block_id(shape) for name, shape in BLOCKS.items()},
    **SURFACES,
}
VIEW = Kind("modal", "home")

# What holds over all blocks of a message together.
MARKDOWN_PER_MESSAGE = 12000
TABLE_CHARACTERS_PER_MESSAGE = 10000
DATA_TABLE_CHARACTERS_PER_MESSAGE = 20000
CHARTS_PER_MESSAGE = 2
TEXT_KEPT = 40000  # chat.postMessage cuts longer texts and warns
TEXT_OF_UPDATE = 4000
ATTACHMENTS_PER_MESSAGE = 100
