"""Rows of Markdown tables from figures of runs."""

import statistics
import subprocess

COLUMNS = ("wall s", "user s", "system s", "CPU s", "peak MiB")


def columns_of(rounds):
    """The rounds' figures by column."""
    return list(zip(*rounds))


def medians(rounds):
    return [statistics.median(column) for column in columns_of(rounds)]


def ratios(ours, theirs):
    """The median of the ratios within a round, by column. Nothing is said of times too short to be seen."""
    pairs = [list(zip(one, other)) for one, other in zip(columns_of(ours), columns_of(theirs))]
    return [statistics.median(a / b for a, b in pair) if all(b > 0 for _, b in pair) else None for pair in pairs]


def row(cells):
    return f"| {' | '.join(cells)} |"


def ratio(value):
    return "–" if value is None else f"{value:.3f}"


def spread_row(head, rounds):
    """Minimum / median / maximum of each column; seconds in hundredths, memory whole."""
    cells = []
    for name, column in zip(COLUMNS, columns_of(rounds)):
        digits = 0 if name == "peak MiB" else 2
        figures = (min(column), statistics.median(column), max(column))
        cells.append(" / ".join(f"{figure:.{digits}f}" for figure in figures))
    return row([*head, *cells])


def ratio_row(head, ours, theirs):
    return row([*head, *(ratio(value) for value in ratios(ours, theirs))])


def version_of(program, flag):
    """The first two words that a program says of its version."""
    said = subprocess.run([program, flag], check=True, capture_output=True, text=True)
    return " ".join(said.stdout.split()[:2]).split("-")[0]


# ------------------------------------------------------------------------------------- the form of docs/performance.md


def head(names, words):
    """The head of a table, its first columns of `words` and the others of numbers."""
    return f"{row(names)}\n|{'---|' * words}{'---:|' * (len(names) - words)}"


def number(name, value):
    return f"{value:.0f}" if name == "peak MiB" else f"{value:.2f}"


def lone_row(cells, rounds):
    """Our medians."""
    return row([*cells, *(number(name, value) for name, value in zip(COLUMNS, medians(rounds)))])


# Columns that are set beside Hugo's, and what they are called there.
COMPARED = {"wall s": "wall", "CPU s": "CPU", "peak MiB": "peak"}


def comparison_head():
    names = ["profile", "case"]
    for name in COMPARED.values():
        names += [f"sitegen {name}", f"Hugo {name}", "ratio"]
    return head(names, 2)


def comparison_row(cells, ours, theirs):
    cells = list(cells)
    for name, one, other, part in zip(COLUMNS, medians(ours), medians(theirs), ratios(ours, theirs)):
        if name in COMPARED:
            cells += [number(name, one), number(name, other), ratio(part)]
    return row(cells)


def growth_row(cells, fewer, more, limit):
    """How many times the medians of fewer posts those of more posts are; in bold where that is too much."""
    times = [b / a if a > 0 else None for a, b in zip(medians(fewer), medians(more))]
    return row([*cells, *("–" if t is None else f"**{t:.1f}**" if t > limit else f"{t:.1f}" for t in times)])
