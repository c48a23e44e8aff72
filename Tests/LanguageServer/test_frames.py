"""Frames in pieces, frames that are none, messages out of order, clients that go."""

import json
import os
import random
import subprocess
import sys
import time

import pytest

from conftest import environment
from frames import Wire


@pytest.fixture
def wire(command, tmp_path):
    wires = []

    def start(*arguments):
        wires.append(Wire(command, environment(tmp_path), *arguments))
        return wires[-1]

    yield start
    for wire in wires:
        wire.process.kill()
        wire.wait()
        assert wire.errors == b"", "nothing is said on standard error"


URI = "file:///tmp/a.cq"


def opened(text, version=1):
    return {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": URI, "languageId": "clientele", "version": version, "text": text}}}


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_frames_in_pieces(wire, size):
    wire = wire()
    data = b"".join(Wire.frame(message) for message in (
        {"id": 1, "method": "initialize", "params": {"capabilities": {}}}, {"method": "initialized", "params": {}},
        opened("segment 高价值 where monetry > 3"), {"id": 2, "method": "shutdown"}, {"method": "exit"}))
    for start in range(0, len(data), size):
        wire.send(data[start:start + size])
    assert wire.answer(1)["result"]["serverInfo"]["name"] == "clientele"
    message = wire.read()
    while message.get("method") != "textDocument/publishDiagnostics":
        message = wire.read()
    assert message["params"]["diagnostics"][0]["range"]["start"] == {"line": 0, "character": 18}
    assert wire.answer(2)["result"] is None
    assert wire.wait() == 0


@pytest.mark.parametrize("rubbish, code", [
    (b"Content-Length: 3\r\n\r\n{x}", -32700), (b"Content-Length: 2\r\n\r\n\xff\xfe", -32700), (b"Content-Length: 0\r\n\r\n", -32700), (Wire.frame(b"[]"), -32600), (Wire.frame(b"17"), -32600),
    (Wire.frame(b'{"jsonrpc":"2.0"}'), -32600), (Wire.frame(b'{"jsonrpc":"2.0","method":7}'), -32600), (Wire.frame(b'{"method":"a","id":{}}'), -32600), (Wire.frame(b"[" * 100_000), -32700),
    (b"Content-Length: x\r\n\r\n", -32700), (b"Content-Length: -5\r\n\r\n", -32700), (b"no header\r\n\r\n", -32700), (b"Content-Length: 99999999999999999999999\r\n\r\n", -32700), (b"x" * 20_000 + b"\r\n\r\n", -32700),
    (Wire.frame(b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":"\\ud83d'), -32700),
])
def test_rubbish_is_answered_and_passed_over(wire, rubbish, code):
    wire = wire()
    wire.initialize()
    wire.send(rubbish)
    message = wire.read()
    while "method" in message:
        message = wire.read()
    assert (message["id"], message["error"]["code"]) == (None, code)
    assert wire.request("shutdown")["result"] is None
    wire.notify("exit")
    assert wire.wait() == 0


def test_a_frame_that_is_too_long(wire):
    wire = wire()
    wire.initialize()
    length = 65 << 20
    wire.send(b"Content-Length: %d\r\n\r\n" % length)
    for _ in range(65):
        wire.send(b"x" * (1 << 20))
    message = wire.read()
    while "method" in message:
        message = wire.read()
    assert message["error"]["code"] == -32700 and str(length) in message["error"]["message"]
    with open(f"/proc/{wire.process.pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 200_000, "it is not kept"
    assert wire.request("shutdown")["result"] is None


def test_random_bytes_between_frames(wire):
    wire = wire()
    wire.initialize()
    source = random.Random(5)
    for _ in range(100):
        pieces = [b"Content-Length: ", b"\r\n", b"\r\n\r\n", b"{", b'"id":', b"9", bytes([source.randrange(256)]), b":"]
        wire.send(b"".join(source.choice(pieces) for _ in range(source.randrange(12))))
    # Enough to end whatever these have begun.
    wire.send(b" " * 20_000 + b"\r\n\r\n")
    wire.number = 1000
    assert wire.request("shutdown")["result"] is None


def test_order_of_a_life(wire):
    wire = wire()
    assert wire.request("textDocument/hover", {})["error"]["code"] == -32002
    wire.notify("textDocument/didOpen", {})
    assert "result" in wire.initialize()
    assert wire.request("initialize", {"capabilities": {}})["error"]["code"] == -32600
    assert wire.request("textDocument/fly")["error"]["code"] == -32601
    assert wire.request("$/unheard")["error"]["code"] == -32601
    wire.notify("$/unheard", {})
    wire.notify("$/setTrace", {"value": "verbose"})
    assert wire.request("shutdown")["result"] is None
    assert wire.request("textDocument/hover", {})["error"]["code"] == -32600
    wire.notify("exit")
    assert wire.wait() == 0


@pytest.mark.parametrize("method", ["hover", "completion", "definition", "references", "rename", "prepareRename", "documentSymbol", "semanticTokens/full", "semanticTokens/range", "semanticTokens/full/delta",
                                    "foldingRange", "selectionRange", "inlayHint", "codeAction", "codeLens", "diagnostic", "formatting", "documentHighlight", "signatureHelp"])
@pytest.mark.parametrize("parameters", [None, [], 3, {}, {"textDocument": 4}, {"textDocument": {"uri": "file:///no.cq"}}, {"textDocument": {"uri": URI}, "position": {"line": -1, "character": 0}},
                                        {"textDocument": {"uri": URI}, "position": {"line": "a"}, "range": {}, "positions": 7, "newName": []},
                                        {"textDocument": {"uri": URI}, "position": {"line": 9e99, "character": 1}, "range": {"start": {"line": 1e18, "character": 2**62}, "end": {"line": 0, "character": 2**63 - 1}}}])
def test_parameters_that_are_none(wires, method, parameters):
    answer = wires.request("textDocument/" + method, parameters)
    assert "result" in answer or answer["error"]["code"] in (-32602, -32601, -32803)


@pytest.fixture(scope="module")
def wires(command, tmp_path_factory):
    """One server that takes it all."""
    wire = Wire(command, environment(tmp_path_factory.mktemp("home")))
    wire.initialize()
    wire.send(Wire.frame(opened("segment vip where monetary > 3\n")))
    yield wire
    assert wire.request("shutdown")["result"] is None
    wire.notify("exit")
    assert wire.wait() == 0 and wire.errors == b""


@pytest.mark.parametrize("parameters", [None, {}, {"textDocument": {"uri": URI}}, {"textDocument": {"uri": URI, "version": "x"}, "contentChanges": [{"range": 3, "text": 4}]},
                                        {"textDocument": {"uri": "file:///no.cq", "version": 2}, "contentChanges": [{"text": "x"}]}, {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "a", "range": {"start": {"line": 5, "character": 5}, "end": {"line": 0, "character": 0}}}]}])
def test_changes_that_are_none(wire, parameters):
    wire = wire()
    wire.initialize()
    wire.send(Wire.frame(opened("segment vip where monetary > 3\n")))
    for method in ("didChange", "didOpen", "didClose", "didSave"):
        wire.notify("textDocument/" + method, parameters)
    for method in ("didChangeConfiguration", "didChangeWatchedFiles", "didChangeWorkspaceFolders"):
        wire.notify("workspace/" + method, parameters)
    assert wire.request("shutdown")["result"] is None


def test_a_request_that_is_cancelled_before_its_turn(wire):
    wire = wire()
    wire.initialize()
    text = "".join(f"segment s{number} where recency < {number}\n" for number in range(300))
    frames = [Wire.frame(opened(text))]
    for number in range(100, 160):
        frames.append(Wire.frame({"id": number, "method": "textDocument/codeAction", "params": {
            "textDocument": {"uri": URI}, "range": {"start": {"line": 1, "character": 20}, "end": {"line": 1, "character": 20}}, "context": {"diagnostics": []}}}))
    for number in range(101, 160):
        frames.append(Wire.frame({"method": "$/cancelRequest", "params": {"id": number}}))
    wire.send(b"".join(frames))
    answers = {}
    while len(answers) < 60:
        message = wire.read()
        if "method" not in message:
            answers[message["id"]] = message
    assert sum(message.get("error", {}).get("code") == -32800 for message in answers.values()) > 30
    # Of a number that is known no more, or never was.
    wire.notify("$/cancelRequest", {"id": 101})
    wire.notify("$/cancelRequest", {"id": "unheard"})
    wire.notify("$/cancelRequest", None)
    assert wire.request("shutdown")["result"] is None


def test_a_client_that_closes_its_end(wire):
    first, second = wire(), wire()
    first.initialize()
    assert first.close() == 1
    second.initialize()
    second.request("shutdown")
    assert second.close() == 0


def test_exit_without_good_bye(wire):
    wire = wire()
    wire.initialize()
    wire.notify("exit")
    assert wire.wait() == 1


def test_a_client_that_stops_in_the_middle(wire):
    wire = wire()
    wire.initialize()
    wire.send(b"Content-Length: 500\r\n\r\n{\"jsonrpc\"")
    assert wire.close() == 1


def test_a_client_that_reads_nothing(wire):
    """Its end of the pipe is closed: the server ends with it, without a signal."""
    wire = wire()
    wire.initialize()
    wire.process.stdout.close()
    for number in range(2000, 2010):
        wire.send(Wire.frame({"id": number, "method": "textDocument/hover", "params": {}}))
    assert wire.close() == 1


def test_the_process_that_started_it_dies(wire):
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    wire = wire()
    wire.initialize(processId=parent.pid)
    time.sleep(0.3)
    assert wire.process.poll() is None
    parent.kill()
    parent.wait()
    # Its end of the pipe is still open here.
    assert wire.wait() == 1


def test_it_is_killed_and_leaves_nothing(wire, tmp_path):
    wire = wire()
    wire.initialize()
    wire.process.kill()
    wire.wait()
    wire.errors = b""
    cache = tmp_path / "cache"
    assert not [name for _, _, names in os.walk(cache) for name in names]


def test_many_messages_at_once(wire):
    wire = wire()
    wire.initialize()
    frames = [Wire.frame(opened(""))]
    text = ""
    for number in range(2, 3002):
        frames.append(Wire.frame({"method": "textDocument/didChange", "params": {
            "textDocument": {"uri": URI, "version": number}, "contentChanges": [{"range": {"start": {"line": 0, "character": len(text)}, "end": {"line": 0, "character": len(text)}}, "text": "a"}]}}))
        text += "a"
    wire.send(b"".join(frames))
    versions = []
    while not versions or versions[-1] < 3001:
        message = wire.read()
        if message.get("method") == "textDocument/publishDiagnostics":
            versions.append(message["params"]["version"])
    assert versions == sorted(versions) and len(versions) < 1500, "what was typed meanwhile is looked at once"
