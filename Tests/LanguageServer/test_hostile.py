"""Hostile workspaces: the server goes on answering about other files, and stays small."""

import os

import pytest

from conftest import AS_OF, environment
from frames import Wire
from hostile import GOOD, WORKSPACES

MEMORY = 200 << 20


def processor_time(process):
    """Seconds that the server's threads have worked."""
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_memory(process):
    line = next(line for line in open(f"/proc/{process.pid}/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10


def opened(uri, text):
    return {"textDocument": {"uri": uri, "languageId": "clientele", "version": 1, "text": text}}


def hover(wire, uri):
    before = processor_time(wire.process)
    answer = wire.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 20}})
    return answer, processor_time(wire.process) - before


def test_there_are_thirty():
    assert len(WORKSPACES) >= 30 and len({name for name, _, _ in WORKSPACES}) == len(WORKSPACES)


@pytest.mark.parametrize("name, prepare, text", WORKSPACES, ids=[name for name, _, _ in WORKSPACES])
def test_hover_in_another_file(command, shop, tmp_path, name, prepare, text, record_property):
    folder = tmp_path / "workspace"
    folder.mkdir()
    prepare(folder)
    hostile, good = (folder / "open.cq").as_uri(), (folder / "good.cq").as_uri()
    # A server that hangs is ended by the wire, and then does not answer. Debug builds on busy machines are slow.
    wire = Wire(command, environment(tmp_path), "-s", shop, "--as-of", AS_OF, patience=300)
    try:
        wire.initialize(rootUri=folder.as_uri())
        wire.notify("textDocument/didOpen", opened(good, GOOD))
        assert "recency" in str(hover(wire, good)[0]), "the server is at work before"
        wire.notify("textDocument/didOpen", opened(hostile, text))
        lenses = wire.request("textDocument/codeLens", {"textDocument": {"uri": hostile}})
        # What the store is asked for goes on beside the next question.
        for lens in [lens for lens in lenses["result"] or [] if "data" in lens][:3]:
            wire.number += 1
            wire.send(wire.frame({"id": wire.number, "method": "codeLens/resolve", "params": lens}))
        answer, seconds = hover(wire, good)
        assert "recency" in str(answer)
        wire.notify("textDocument/didClose", {"textDocument": {"uri": hostile}})
        answer, later = hover(wire, good)
        assert "recency" in str(answer)
        memory = most_memory(wire.process)
        print(f"{name}: {seconds * 1000:.0f} ms and {later * 1000:.0f} ms of processor time, {memory >> 20} MiB")
        record_property("milliseconds", seconds * 1000)
        assert memory <= MEMORY
        assert wire.request("shutdown")["result"] is None
    finally:
        wire.process.kill()
        wire.wait()
    assert wire.errors == b""
