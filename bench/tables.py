"""What was measured, as tables for people and for docs/benchmarks.md."""

from collections.abc import Sequence

from bench.figures import Figure

BY_CLASS = "search for "
"""How the sections begin that have a line each in one table."""
COLUMNS = {
    "hit@10": "hit@10",
    "mean reciprocal rank": "MRR",
    "p50": "p50, ms",
    "p50 of the difference": "difference",
    "slowest": "slowest",
    "whole command, p50": "whole command, p50",
    "whole command, p99": "p99",
    "whole command, slowest": "whole command, slowest",
}
TOLD = {True: "yes", False: "**no**", None: ""}


def tables(figures: Sequence[Figure]) -> str:
    """A line each; of the searches a line for each class."""
    plain = [figure for figure in figures if not figure.section.startswith(BY_CLASS)]
    classes = [figure for figure in figures if figure.section.startswith(BY_CLASS)]
    return "\n\n".join(made for made in (_plain(plain), _by_class(classes)) if made)


def missed(figures: Sequence[Figure]) -> list[str]:
    """A sentence for each that is not as good as wanted."""
    return [f"{one.section}: {one.name} is {_number(one.ours)} {one.unit}, wanted {one.wanted}" for one in figures if one.met is False]


def _plain(figures: Sequence[Figure]) -> str:
    lines = ["| measured | unit | Leadbot | peer | peer's | ratio | wanted | |", "|---|---|---|---|---|---|---|---|"]
    section = ""
    for figure in figures:
        if figure.section != section:
            section = figure.section
            lines.append(f"| **{section}** | | | | | | | |")
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        peer = _number(figure.peer) if figure.peer is not None else ""
        lines.append(
            f"| {figure.name} | {figure.unit} | {_number(figure.ours)} | {peer} | {figure.peer_name} | {ratio} | {figure.wanted} | {TOLD[figure.met]} |"
        )
    return "\n".join(lines) if figures else ""


def _by_class(figures: Sequence[Figure]) -> str:
    heads = ["searched for", *COLUMNS.values()]
    heads.insert(4, "without policies (ratio)")
    lines = [f"| {' | '.join(heads)} | met |", f"|{'---|' * (len(heads) + 1)}"]
    for section in dict.fromkeys(figure.section for figure in figures):
        one = {figure.name: figure for figure in figures if figure.section == section}
        cells = [_cell(one.get(name)) for name in COLUMNS]
        cells.insert(3, _beside(one.get("p50")))
        bad = [COLUMNS.get(figure.name, figure.name) for figure in one.values() if figure.met is False]
        lines.append(f"| **{section.removeprefix(BY_CLASS)}** | {' | '.join(cells)} | {'**no**: ' + ', '.join(bad) if bad else 'yes'} |")
    return "\n".join(lines) if figures else ""


def _cell(figure: Figure | None) -> str:
    """The number, and what was wanted of it."""
    if figure is None:
        return ""
    return f"{_number(figure.ours)} ({figure.wanted})" if figure.wanted else _number(figure.ours)


def _beside(figure: Figure | None) -> str:
    return f"{_number(figure.peer)} ({figure.ratio:.2f})" if figure is not None and figure.peer is not None and figure.ratio is not None else ""


def _number(value: float) -> str:
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
