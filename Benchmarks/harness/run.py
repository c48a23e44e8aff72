"""Asks Clientele, DuckDB and SQLite the same questions about the same rows, and prints how they compare. See scripts/bench."""
import argparse
import os
import pathlib

import answers
import contestants
import data
import processes
import questions
import report

TIMED = "clientele-columns,duckdb,sqlite3"
CHECKED = "clientele-sqlite,clientele-columns,duckdb,sqlite3"


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, help="of the generated store (100,000)")
    parser.add_argument("--runs", type=int, default=5, help="timed rounds, behind one that warms up (5)")
    parser.add_argument("--questions", metavar="A,B", help="numbers or names; all of them otherwise")
    parser.add_argument("--reports", action="store_true", help="the statements of examples/reports.cq, against DuckDB alone")
    parser.add_argument("--engines", metavar="A,B", help=f"who takes part; ratios are of the first ({TIMED}; checked: {CHECKED})")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of DuckDB (as many as there are cores)")
    parser.add_argument("--check", action="store_true", help="compare the answers on 300 customers, time nothing")
    parser.add_argument("--processes", metavar="A,B", default="1", help="questions to ask as whole processes too; `none` for none (1)")
    parser.add_argument("--clientele", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--driver", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.engines = options.engines or (CHECKED if options.check else TIMED)
    if options.reports:
        options.engines = ",".join(name for name in options.engines.split(",") if name != "sqlite3")
        options.processes = "none"
    return options


def check(chosen, field):
    """Every answer against the first contestant's: the number of rows by question, without those that somebody can't answer.

    Ends the program where answers differ.
    """
    counts, wrong = {}, []
    for question in chosen:
        try:
            columns, rows = field[0].rows(question)
            for other in field[1:]:
                problem = answers.differences(columns, rows, *other.rows(question), is_minor=other.language != "duckdb")
                if problem:
                    wrong.append(f"{question.name}: {other.name} says {problem}")
            counts[question.name] = len(rows)
        except contestants.Unanswered as reason:
            data.say(f"{question.name} is left out: {reason}")
    if wrong:
        raise SystemExit("the answers differ, so nothing was timed:\n" + "\n".join(wrong))
    return counts


def measure(chosen, field, counts, rounds):
    runs = {question.name: {contestant.name: [] for contestant in field} for question in chosen}
    touched = {}
    for question in chosen:
        for turn in range(rounds + 1):
            for contestant in field:
                seconds, rows, bytes_touched = contestant.time(question)
                if rows != counts[question.name]:
                    raise SystemExit(f"{question.name}: {contestant.name} gave {rows} rows, and {counts[question.name]} before")
                if turn > 0:
                    runs[question.name][contestant.name].append(seconds)
                if contestant is field[0]:
                    touched[question.name] = bytes_touched
        data.say(question.name + ": " + ", ".join(f"{name} {report.milliseconds(sorted(times)[len(times) // 2])} ms" for name, times in runs[question.name].items()))
    return runs, touched


def main():
    options = arguments()
    customers = 300 if options.check else options.customers
    chosen = questions.chosen(options.questions, options.reports)
    store = data.store(options.clientele, options.folder, customers)

    def enter():
        return [contestants.open_contestant(name, options.driver, store, options.threads) for name in options.engines.split(",")]

    field = enter()
    if field[0].language != "clientele":
        raise SystemExit("the first of --engines is one of Clientele's")
    counts = check(chosen, field)
    leave(field)
    chosen = [question for question in chosen if question.name in counts]
    if options.check:
        empty = [name for name, count in counts.items() if count == 0]
        print(f"{len(chosen)} questions, {len(field)} engines: the answers are equal" + (f" (no rows: {', '.join(empty)})" if empty else ""))
        return

    # Other processes than those whose answers were compared: what that took of memory is not the engines'.
    field = enter()
    runs, touched = measure(chosen, field, counts, options.runs)
    memory = [[contestant.name, f"{contestant.peak_memory():,.0f}"] for contestant in field]
    bandwidth = field[0].send("bandwidth", str(options.threads))["bytes_per_second"]
    names = [contestant.name for contestant in field]
    leave(field)
    print(f"{customers:,} customers, {options.runs} rounds in turns, DuckDB on {options.threads} threads; memory is read at {bandwidth / 1e9:.1f} GB/s at the most\n")
    print(report.timings([question.name for question in chosen], names, runs, counts, bandwidth, touched))
    print("\n" + report.table(["", "peak memory, MiB"], memory))
    files = [path for path in (store, store.with_suffix(".duckdb")) if path.exists()]
    print("\n" + report.table(["", "on disk"], [[path.name, data.megabytes(path)] for path in files]))
    if options.processes != "none":
        for question in questions.chosen(options.processes):
            print("\n" + processes.compare(question, processes.commands(question, options.clientele, store, options.threads), options.runs))


def leave(field):
    for contestant in field:
        contestant.close()


main()
