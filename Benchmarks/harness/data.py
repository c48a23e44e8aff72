"""The data: a generated store, and the same rows in DuckDB. Both are kept, and made again only where they are not there."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

AS_OF = "2026-06-30"
SEED = 1


def say(message):
    print(message, file=sys.stderr, flush=True)


def store(clientele, folder, customers):
    """The path of the store, which is generated where there is none."""
    path = folder / f"shop-{customers}.db"
    if not path.exists():
        start = time.perf_counter()
        subprocess.run([clientele, "generate", path, "--customers", str(customers), "--seed", str(SEED), "--end-date", AS_OF, "--no-progress"],
                       check=True, stderr=subprocess.DEVNULL)
        say(f"generated {path}: {megabytes(path)}, {time.perf_counter() - start:.1f} s")
    return path


def duckdb_database(store_path):
    """The path of a DuckDB database with the rows of a store: written by SQLite as CSV, and typed by schema.sql.

    DuckDB's extension that reads SQLite files is no part of its package, and would have to come from the network.
    """
    import duckdb
    path = store_path.with_suffix(".duckdb")
    if path.exists():
        return path
    start = time.perf_counter()
    schema = (pathlib.Path(__file__).parent / "schema.sql").read_text()
    unfinished = path.with_suffix(".unfinished")
    for leftover in (unfinished, pathlib.Path(f"{unfinished}.wal")):
        leftover.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=store_path.parent) as folder, duckdb.connect(str(unfinished)) as database:
        database.execute(schema)
        for table in re.findall(r"CREATE TABLE (\w+)", schema):
            columns = database.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]).fetchall()
            copy(database, store_path, table, columns, os.path.join(folder, table))
        database.execute("CHECKPOINT")
    unfinished.rename(path)
    say(f"loaded {path}: {megabytes(path)}, {time.perf_counter() - start:.1f} s")
    return path


def for_command_line(path, program):
    """The same database in the format of the release before: DuckDB's program comes as a package of its own, which may be older than the
    library. None where the program can't read that either."""
    import duckdb
    older = path.with_suffix(".older.duckdb")
    if not older.exists():
        with duckdb.connect() as database:
            database.execute(f"ATTACH '{path}' AS whole (READ_ONLY)")
            database.execute(f"ATTACH '{older}' AS older (STORAGE_VERSION 'v1.5.0')")
            database.execute("COPY FROM DATABASE whole TO older")
    works = subprocess.run([program, "-readonly", older, "-c", "SELECT 1"], capture_output=True).returncode == 0
    return older if works else None


def copy(database, store_path, table, columns, file):
    names = ", ".join(name for name, _ in columns)
    with open(file, "wb") as output:
        subprocess.run(["sqlite3", "-readonly", "-csv", "-nullvalue", "\\N", store_path, f"SELECT {names} FROM {table} ORDER BY rowid"],
                       stdout=output, check=True)
    stored = "{" + ", ".join(f"'{name}': '{'VARCHAR' if kind == 'VARCHAR' else 'BIGINT'}'" for name, kind in columns) + "}"
    values = ", ".join(f"{typed(name, kind)} AS {name}" for name, kind in columns)
    database.execute(f"""
        INSERT INTO {table} SELECT {values}
        FROM read_csv('{file}', columns = {stored}, header = false, nullstr = '\\N', auto_detect = false, quote = '"', escape = '"')
        """)
    os.unlink(file)


def typed(name, kind):
    """A stored integer as a column of DuckDB: stores hold microseconds, days since 1970 and minor units."""
    if kind == "TIMESTAMP":
        return f"make_timestamp({name})"
    if kind == "DATE":
        return f"DATE '1970-01-01' + {name}::INTEGER"
    if kind.startswith("DECIMAL"):
        return f"({name} * 0.01::DECIMAL(3, 2))::{kind}"
    return f"{name}::{kind}"


def megabytes(path):
    return f"{os.path.getsize(path) / 1e6:,.0f} MB"
