"""A client of the language server that keeps time: messages over pipes, each stamped as it comes in."""

import json
import queue
import subprocess
import threading
import time


class Client:
    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, "lsp", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.messages = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self.count = 0
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {"general": {"positionEncodings": ["utf-16"]}}})
        self.notify("initialized", {})

    def _read(self):
        stream = self.process.stdout
        buffer = b""
        while True:
            end = buffer.find(b"\r\n\r\n")
            if end >= 0:
                length = int(buffer[:end].split(b":")[1])
                if len(buffer) >= end + 4 + length:
                    content, buffer = buffer[end + 4:end + 4 + length], buffer[end + 4 + length:]
                    self.messages.put((time.perf_counter(), content))
                    continue
            piece = stream.read(1 << 16)
            if not piece:
                return
            buffer += piece

    def send(self, message):
        """Writes a message; gives the time just before."""
        content = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        frame = b"Content-Length: %d\r\n\r\n" % len(content) + content
        start = time.perf_counter()
        self.process.stdin.write(frame)
        return start

    def notify(self, method, parameters):
        return self.send({"method": method, "params": parameters})

    def wait(self, wanted):
        """The time at which the first message came that is wanted, and the message."""
        while True:
            came, content = self.messages.get(timeout=60)
            message = json.loads(content)
            if wanted(message):
                return came, message

    def request(self, method, parameters):
        """Seconds until the answer was there, and the answer."""
        self.count += 1
        number = self.count
        start = self.send({"id": number, "method": method, "params": parameters})
        came, message = self.wait(lambda message: message.get("id") == number and "method" not in message)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}")
        return came - start, message["result"]

    def diagnostics(self, version):
        """When the diagnostics of a version came, and these."""
        came, message = self.wait(lambda message: message.get("method") == "textDocument/publishDiagnostics" and message["params"].get("version") == version)
        return came, message["params"]["diagnostics"]

    def close(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.stdin.close()
        return self.process.wait(timeout=10)
