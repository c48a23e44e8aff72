"""A question as a whole process, from the command to the last byte of its CSV: `clientele query` against `duckdb FILE -c SQL`."""
import os
import pathlib
import shutil
import statistics
import sys
import time

import data
import report


def commands(question, clientele, store, threads):
    """What is run, by name."""
    sql, library = question.texts["duckdb"], data.duckdb_database(store)
    text = " ".join(question.texts["clientele"].split("\n"))
    found = {"clientele query": [str(clientele), "query", "-s", str(store), "--as-of", data.AS_OF, "--format", "csv", text]}
    program = shutil.which("duckdb", path=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")
    file = data.for_command_line(library, program) if program else None
    if file:
        found["duckdb FILE -c"] = [program, "-readonly", "-csv", str(file), "-c", f"SET threads = {threads}", "-c", sql]
    script = "import duckdb, sys; d = duckdb.connect(sys.argv[1], read_only=True); d.execute(sys.argv[2]); d.sql(sys.argv[3]).write_csv('/dev/stdout')"
    found["duckdb from python -c"] = [sys.executable, "-c", script, str(library), f"SET threads = {threads}", sql]
    found["sqlite3 -csv"] = ["sqlite3", "-readonly", "-csv", str(store), question.texts["sqlite"]]
    return found


def run(command):
    """Elapsed and processor seconds of one whole process."""
    output = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output, 1)])
    _, status, usage = os.wait4(process, 0)
    elapsed = time.perf_counter() - start
    os.close(output)
    if status != 0:
        raise SystemExit(f"{command[0]} ended with status {status}")
    return elapsed, usage.ru_utime + usage.ru_stime


def compare(question, found, rounds):
    """In turns, behind one round that warms up."""
    runs = {name: [] for name in found}
    for turn in range(rounds + 1):
        for name, command in found.items():
            seconds = run(command)
            if turn > 0:
                runs[name].append(seconds)
    lines = []
    for name, own in runs.items():
        elapsed, processor = (statistics.median(column) for column in zip(*own))
        factor = statistics.median(theirs[0] / mine[0] for mine, theirs in zip(runs["clientele query"], own))
        lines.append([name, report.milliseconds(elapsed), report.milliseconds(processor), report.times(factor)])
    return report.table([f"{question.name}, a whole process", "elapsed, ms", "processor, ms", "clientele is faster"], lines)
