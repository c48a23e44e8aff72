"""A client that sends bytes, and reads what comes back message by message."""

import json
import subprocess
import threading


class Wire:
    def __init__(self, command, environment, *arguments, patience=60):
        self.process = subprocess.Popen([command, "lsp", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, bufsize=0)
        # A server that says nothing any more must not keep the tests waiting.
        self.watch = threading.Timer(patience, self.process.kill)
        self.watch.start()
        self.number = 0

    def send(self, data):
        data = memoryview(data)
        while data:
            data = data[self.process.stdin.write(data):]

    @staticmethod
    def frame(content):
        if not isinstance(content, bytes):
            content = json.dumps({"jsonrpc": "2.0", **content}).encode()
        return b"Content-Length: %d\r\n\r\n" % len(content) + content

    def read(self):
        """The next message; None at the end."""
        header = b""
        while not header.endswith(b"\r\n\r\n"):
            byte = self.process.stdout.read(1)
            if not byte:
                return None
            header += byte
        length = int(header.split(b":")[1])
        content = b""
        while len(content) < length:
            content += self.process.stdout.read(length - len(content))
        return json.loads(content)

    def answer(self, number):
        while (message := self.read()) is not None:
            if message.get("id") == number and "method" not in message:
                return message
        return None

    def request(self, method, parameters=None, send=True):
        self.number += 1
        self.send(self.frame({"id": self.number, "method": method, "params": parameters}))
        return self.answer(self.number)

    def notify(self, method, parameters=None):
        self.send(self.frame({"method": method, "params": parameters}))

    def initialize(self, **parameters):
        answer = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}, **parameters})
        self.notify("initialized", {})
        return answer

    def close(self):
        """The exit code, once the server has ended by itself."""
        self.process.stdin.close()
        return self.wait()

    def wait(self):
        code = self.process.wait(timeout=30)
        self.watch.cancel()
        self.errors = self.process.stderr.read()
        return code
