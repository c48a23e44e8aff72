"""Who takes part: processes that stay open, are asked in turns, and tell how long an answer took inside them."""
import json
import pathlib
import subprocess
import sys

import data


class Unanswered(Exception):
    """An engine has no answer to a question, and says why."""


class Contestant:
    def __init__(self, name, language, command, quotes):
        self.name = name
        self.language = language
        self.quotes = quotes
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def send(self, kind, text):
        line = json.dumps(text) if self.quotes else " ".join(text.split("\n"))
        self.process.stdin.write(f"{kind} {line}\n")
        self.process.stdin.flush()
        return self.receive()

    def receive(self):
        line = self.process.stdout.readline()
        if line == "":
            raise SystemExit(f"{self.name} ended")
        reply = json.loads(line) if line.strip() else None
        if isinstance(reply, dict) and "error" in reply:
            raise Unanswered(f"{self.name}: {reply['error']}")
        return reply

    def time(self, question):
        """Seconds, the number of rows, and the bytes touched where the engine tells."""
        reply = self.send("time", question.texts[self.language])
        return reply["seconds"], reply["rows"], reply["bytes"]

    def rows(self, question):
        columns = self.send("rows", question.texts[self.language])["columns"]
        rows = []
        while (row := self.receive()) is not None:
            rows.append(row)
        return columns, rows

    def peak_memory(self):
        """The most that the process has held so far, in MiB; pages of mapped files count where they are resident."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


# Engines of Clientele, as `--engine` names them.
ENGINES = ("columns", "sqlite")


def open_contestant(name, driver, store, threads):
    worker = pathlib.Path(__file__).parent / "worker.py"
    if name == "duckdb":
        return Contestant("duckdb", "duckdb", [sys.executable, worker, "duckdb", data.duckdb_database(store), threads], True)
    if name == "sqlite3":
        return Contestant("sqlite3", "sqlite", [sys.executable, worker, "sqlite", store, threads], True)
    engine = name.removeprefix("clientele-")
    if engine == name or engine not in ENGINES:
        raise SystemExit(f"there is no engine {name}; there are: duckdb, sqlite3, " + ", ".join(f"clientele-{engine}" for engine in ENGINES))
    return Contestant(name, "clientele", [driver, store, data.AS_OF, engine, threads], False)
