"""A process that stays open and answers SQL: what Benchmarks/driver is for Clientele, for DuckDB and SQLite.

    worker.py duckdb|sqlite FILE THREADS

Requests and replies are the driver's: `time TEXT` and `rows TEXT`, where TEXT is quoted as JSON.
"""
import datetime
import decimal
import json
import sqlite3
import sys
import time

DAY_ZERO = datetime.date(1970, 1, 1)


class DuckDB:
    def __init__(self, path, threads):
        import duckdb
        self.database = duckdb.connect(path, read_only=True)
        self.database.execute(f"SET threads = {threads}")

    def time(self, sql):
        """Ends with Arrow columns in memory: Python objects for every value would be Python's time, not DuckDB's."""
        return self.database.sql(sql).to_arrow_table().num_rows

    def rows(self, sql):
        result = self.database.execute(sql)
        return [[name, "?"] for name, *_ in result.description], result.fetchall()


class SQLite:
    def __init__(self, path, threads):
        self.database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def time(self, sql):
        return sum(1 for _ in self.database.execute(sql))

    def rows(self, sql):
        result = self.database.execute(sql)
        return [[name, "?"] for name, *_ in result.description], result.fetchall()


def plain(value):
    """Days since 1970, microseconds, decimals as text: nothing is rounded on the way."""
    if isinstance(value, datetime.datetime):
        return (value - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return (value - DAY_ZERO).days
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    raise TypeError(f"{value!r}")


def main():
    engine = {"duckdb": DuckDB, "sqlite": SQLite}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    for line in sys.stdin:
        kind, text = line.split(" ", 1)
        sql = json.loads(text)
        if kind == "time":
            start = time.perf_counter()
            rows = engine.time(sql)
            print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows, "bytes": None}))
        else:
            columns, rows = engine.rows(sql)
            print(json.dumps({"columns": columns}))
            for row in rows:
                print(json.dumps(row, default=plain, ensure_ascii=False))
            print()
        sys.stdout.flush()


main()
