"""Whether two answers are the same: the same rows in any order, numbers with fractions within 1e-9 of each other."""
import datetime
import decimal
import math


def differences(expected_columns, expected, columns, rows, is_minor):
    """What is different, for a person; empty where nothing is.

    The expected answer is Clientele's, whose columns say what the values are: SQLite's money is minor units as well, DuckDB's is not.
    """
    kinds = [kind for _, kind in expected_columns]
    if len(columns) != len(kinds):
        return f"{len(columns)} columns instead of {len(kinds)}"
    if len(rows) != len(expected):
        return f"{len(rows)} rows instead of {len(expected)}"
    mine = sorted(([normal(value, kind, True) for value, kind in zip(row, kinds)] for row in expected), key=lambda row: order(row, kinds))
    theirs = sorted(([normal(value, kind, is_minor) for value, kind in zip(row, kinds)] for row in rows), key=lambda row: order(row, kinds))
    for own, other in zip(mine, theirs):
        if not all(same(a, b) for a, b in zip(own, other)):
            return f"{other} instead of {own}"
    return ""


def normal(value, kind, is_minor):
    """Money in minor units, days and months as days since 1970, whole numbers exactly."""
    if value is None:
        return None
    if isinstance(value, dict):
        value = decimal.Decimal(value["decimal"])
    if kind == "bool":
        return bool(value)
    if kind in ("date", "month", "quarter") and isinstance(value, str):
        return (datetime.date.fromisoformat(value) - datetime.date(1970, 1, 1)).days
    if kind == "money" and not is_minor:
        value = value * 100
    if isinstance(value, (decimal.Decimal, float)) and value == int(value):
        return int(value)
    return float(value) if isinstance(value, decimal.Decimal) else value


def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9)
    return a == b


def order(row, kinds):
    """Numbers with fractions do not decide, so that the last bits of one move no row; missing values come first."""
    return [(value is not None, str(value)) for value, kind in zip(row, kinds) if kind not in ("number", "money")]
