"""A question as a whole process, from the command to the last byte of its CSV: `clientele query` against `duckdb FILE -c SQL`."""
import os
import statistics
import sys
import time

import data
import report


def commands(question, clientele, store, duckdb_path, command_line, threads):
    """What is run, by name. DuckDB's command line is a package of its own; without one that opens the file, Python starts DuckDB."""
    found = {}
    text = " ".join(question.texts["clientele"].split("\n"))
    found["clientele"] = [str(clientele), "query", "-s", str(store), "--as-of", data.AS_OF, "--format", "csv", text]
    sql = question.texts["duckdb"]
    if command_line:
        found["duckdb FILE -c"] = [str(command_line), "-readonly", "-csv", str(duckdb_path), "-c", f"SET threads = {threads}", "-c", sql]
    program = "import duckdb, sys; d = duckdb.connect(sys.argv[1], read_only=True); d.execute(sys.argv[2]); d.sql(sys.argv[3]).write_csv('/dev/stdout')"
    found["python -c, duckdb"] = [sys.executable, "-c", program, str(duckdb_path), f"SET threads = {threads}", sql]
    found["sqlite3 -csv"] = ["sqlite3", "-readonly", "-csv", str(store), question.texts["sqlite"]]
    return found


def run(command):
    """Elapsed seconds, processor seconds and peak memory in MiB of one whole process."""
    output = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output, 1)])
    _, status, usage = os.wait4(process, 0)
    elapsed = time.perf_counter() - start
    os.close(output)
    if status != 0:
        raise SystemExit(f"{command[0]} ended with status {status}")
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(question, found, rounds):
    for command in found.values():
        run(command)
    runs = {name: [] for name in found}
    for _ in range(rounds):
        for name, command in found.items():
            runs[name].append(run(command))
    lines = []
    for name in found:
        elapsed, processor, memory = (statistics.median(column) for column in zip(*runs[name]))
        factor = statistics.median(theirs[0] / own[0] for own, theirs in zip(runs["clientele"], runs[name]))
        lines.append([name, report.milliseconds(elapsed), report.milliseconds(processor), f"{memory:,.0f}", report.times(factor)])
    return report.table([question.name, "elapsed, ms", "processor, ms", "peak memory, MiB", "clientele is faster"], lines)
