"""The script that is edited, and what somebody types into it: the same ones every time."""

import random

CITIES = ["Berlin", "Paris", "上海", "北京", "New York", "São Paulo", "東京"]
CONDITIONS = [
    lambda r: f"recency < {r.randint(5, 400)}",
    lambda r: f"monetary > {r.randint(10, 9000)}",
    lambda r: f"count(orders in last {r.randint(7, 365)} days) >= {r.randint(1, 9)}",
    lambda r: f'any(orders in last {r.randint(1, 24)} months where status = "paid" and amount > {r.randint(5, 500)})',
    lambda r: f"city in ({', '.join(repr_text(c) for c in r.sample(CITIES, 3))})",
    lambda r: f'sum(orders.amount in last {r.randint(30, 720)} days where channel = "app") < {r.randint(100, 5000)}',
    lambda r: f'none(tickets where status = "open" and kind = "complaint")',
    lambda r: f"not (aov > {r.randint(20, 300)} or frequency < {r.randint(1, 12)})",
    lambda r: f'email ends with "@example{r.randint(1, 60)}.com" ignoring case',
    lambda r: f"joined_at before {r.randint(2018, 2026)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
]


def repr_text(text):
    return f'"{text}"'


def text(lines=2_000, segments=300):
    """As many lines as were asked for: parameters, metrics, segments that build on each other, and some questions."""
    r = random.Random(7)
    blocks = ["-- Audiences of the year, reviewed every quarter.\n", "param floor: money = 500", "param day: date = 2026-01-01", ""]
    blocks.append("metric aov = monetary / frequency")
    for number in range(1, 41):
        blocks += [f"-- What customers spent in window {number}.", f'metric spend_{number} "Spend {number}" = sum(orders.amount in last {number * 9} days where status = "paid")', ""]
    for number in range(1, segments + 1):
        blocks.append(f"-- Segment {number}: 第{number}组 😀, as agreed with the team.")
        blocks.append(f'segment s{number} "Segment {number}" where')
        clauses = [r.choice(CONDITIONS)(r) for _ in range(2)]
        if number > 3:
            clauses.append(f"(s{r.randint(max(1, number - 20), number - 1)} or spend_{r.randint(1, 40)} > $floor)")
        blocks.append("  " + "\n  and ".join(clauses))
        blocks.append("")
    for number in range(1, 21):
        blocks += [f"from s{number * 10} | sort monetary desc | take {number} | select id, city, spend_{number}", ""]
    written = "\n".join(blocks).split("\n")
    while len(written) < lines:
        written.insert(len(written) // 2, f"-- A remark on line {len(written)}.") if written[len(written) // 2] == "" else written.append(f"-- A remark at the end, {len(written)}.")
    return "\n".join(written[:lines]) + "\n"


class Session:
    """Somebody at work in a text: clauses are deleted and typed anew, new ones added, numbers changed, lines joined and split."""

    def __init__(self, text, seed=11):
        self.lines = text.split("\n")
        self.random = random.Random(seed)

    def edits(self, count):
        """Each one keystroke or paste, as (line, from, to, text) in characters of the line; a text may hold a line feed."""
        made = 0
        while made < count:
            for edit in self.action():
                self.apply(edit)
                yield edit
                made += 1
                if made == count:
                    return

    def apply(self, edit):
        line, start, end, new = edit
        whole = self.lines[line][:start] + new + self.lines[line][end:]
        self.lines[line:line + 1] = whole.split("\n")

    def clause_line(self):
        r = self.random
        while True:
            line = r.randrange(len(self.lines))
            if self.lines[line].startswith("  "):
                return line

    def action(self):
        r = self.random
        kind = r.random()
        line = self.clause_line()
        if kind < 0.45:
            # Deletes the end of a clause and types another in its place.
            length = len(self.lines[line])
            keep = r.randint(max(2, length - 20), length)
            for place in range(length, keep, -1):
                yield line, place - 1, place, ""
            yield from self.typed(line, keep, " and " + r.choice(CONDITIONS)(r))
            # Takes away what would not parse.
            if r.random() < 0.9:
                yield line, 0, len(self.lines[line]), "  and " + r.choice(CONDITIONS)(r)
        elif kind < 0.75:
            # Another clause.
            yield line, len(self.lines[line]), len(self.lines[line]), "\n  and "
            yield from self.typed(line + 1, 6, r.choice(CONDITIONS)(r))
            yield line + 1, 0, len(self.lines[line + 1]), "-- gone"
        elif kind < 0.9:
            # A number.
            digits = [place for place, sign in enumerate(self.lines[line]) if sign.isdigit()]
            if digits:
                place = r.choice(digits)
                yield line, place, place + 1, ""
                yield line, place, place, str(r.randint(1, 9))
        else:
            # A comment, with what input methods and emoji pickers bring.
            yield line, len(self.lines[line]), len(self.lines[line]), " -- "
            yield from self.typed(line, len(self.lines[line]), r.choice(["高价值客户 😀", "see the notes", "naïve?"]))

    def typed(self, line, place, new):
        for sign in new:
            yield line, place, place, sign
            place += 1


def units(text):
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
