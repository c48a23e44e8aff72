"""The tables, as Markdown."""
import math
import statistics


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def times(factor):
    return f"{factor:.2f}×" if factor < 10 else f"{factor:.0f}×"


def geometric_mean(factors):
    return math.exp(statistics.fmean(math.log(factor) for factor in factors))


def timings(questions, names, runs, rows, bandwidth, touched):
    """Medians in milliseconds and how much faster the first contestant is than each other one, run by run.

    `runs[question][name]` are seconds in the order of the rounds, so that ratios are of neighbours in time.
    """
    first, others = names[0], names[1:]
    head = ["question", "rows"] + [f"{name}, ms" for name in names] + [f"{first} is faster than {name}" for name in others] + ["GB/s", "of what memory gives"]
    factors = {name: [] for name in others}
    lines = []
    for question in questions:
        mine = runs[question][first]
        line = [question, f"{rows[question]:,}"] + [milliseconds(statistics.median(runs[question][name])) for name in names]
        for name in others:
            factor = statistics.median(theirs / own for own, theirs in zip(mine, runs[question][name]))
            factors[name].append(factor)
            line.append(times(factor))
        bytes_touched = touched[question]
        rate = bytes_touched / statistics.median(mine) if bytes_touched else None
        lines.append(line + [f"{rate / 1e9:.1f}" if rate else "–", f"{rate / bandwidth:.0%}" if rate and bandwidth else "–"])
    if others:
        mean = ["geometric mean", ""] + [""] * len(names) + [times(geometric_mean(factors[name])) for name in others] + ["", ""]
        least = ["least", ""] + [""] * len(names) + [times(min(factors[name])) for name in others] + ["", ""]
        lines += [mean, least]
    return table(head, lines)
