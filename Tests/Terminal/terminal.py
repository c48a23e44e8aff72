"""A program on a pseudo-terminal, and the screen that a user would see."""

import os
import select
import termios
import time

import pexpect
import pyte

PROMPT = "clientele> "
PATIENCE_SECONDS = 30

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, TAB, ESCAPE = "\r", "\t", "\x1b"


def ctrl(letter):
    return chr(ord(letter.upper()) - 64)


def pasted(text):
    """What a terminal sends for a paste while the program has asked for brackets around it."""
    return "\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~"


class Terminal:
    def __init__(self, command, arguments, environment, rows=24, columns=80, folder=None, setup=None):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.process = pexpect.spawn(
            command, arguments, env=environment, dimensions=(rows, columns), timeout=PATIENCE_SECONDS, cwd=folder,
            preexec_fn=setup and (lambda: setup(0)))
        self.process.delaybeforesend = None

    # What the user does

    def send(self, keys):
        self.process.send(keys)

    def pour(self, text):
        """Sends more than a line holds: what comes back is read meanwhile, as every terminal does."""
        descriptor, data = self.process.child_fd, text.encode()
        os.set_blocking(descriptor, False)
        try:
            while data:
                readable, writable, _ = select.select([descriptor], [descriptor], [], PATIENCE_SECONDS)
                assert readable or writable, "the program neither reads nor writes"
                if readable:
                    self._receive(0)
                if writable:
                    data = data[os.write(descriptor, data[:1024]):]
        finally:
            os.set_blocking(descriptor, True)

    def type(self, text):
        """Types at the speed of a person: each character is on the screen before the next one."""
        for character in text:
            before = len(self.received)
            self.send(character)
            self.until(lambda: len(self.received) > before, f"an echo of {character!r}")

    def resize(self, rows, columns):
        self.settle()
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    # What the user sees

    def _receive(self, seconds):
        try:
            data = self.process.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            return False
        self.received += data
        self._stream.feed(data)
        return True

    def settle(self):
        """Until the program has been silent for a moment; what it works at behind a line may still be to come."""
        while self._receive(0.15):
            pass

    def rests(self):
        """Until the program has been silent for a moment in which it had nothing to do: on a busy machine it may be
        silent because its turn has not come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            before = self._work()
            if not self._receive(0.15) and self._work() == before:
                return

    def _work(self):
        """The processor time of the program's threads; another one each time while one of them would go on."""
        work = []
        try:
            for thread in os.listdir(f"/proc/{self.process.pid}/task"):
                with open(f"/proc/{self.process.pid}/task/{thread}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                work.append((thread, fields[11], fields[12], None if fields[0] in "SZXT" else time.monotonic()))
        except OSError:
            pass  # The program, or the thread, has ended.
        return sorted(work, key=lambda thread: thread[0])

    def until(self, condition, what):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            self._receive(0.05)
            if time.monotonic() > deadline:
                state = "is waited for" if self.process.isalive() else f"has ended ({self.process.signalstatus})"
                raise AssertionError(
                    f"waited for {what}; the program {state}, last wrote {self.received[-80:]!r}; the screen is\n"
                    + "\n".join(self.rows()))

    def rows(self):
        """The rows of the screen down to the last one with something in it."""
        rows = [row.rstrip() for row in self.screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def shows(self, text):
        self.until(lambda: any(text in row for row in self.rows()), repr(text))

    def shows_rows(self, *expected):
        """The screen ends in these rows."""
        expected = list(expected)
        self.until(lambda: self.rows()[-len(expected):] == expected, repr(expected))

    @property
    def cursor(self):
        return (self.screen.cursor.y, self.screen.cursor.x)

    def is_at(self, row, column):
        self.until(lambda: self.cursor == (row, column), f"the cursor at {(row, column)}")

    def before_cursor(self):
        """What stands in the cursor's row before it: a hint stands behind it."""
        return "".join(self.screen.buffer[self.screen.cursor.y][column].data for column in range(self.screen.cursor.x))

    def colour(self, row, column):
        return self.screen.buffer[row][column].fg

    def colours(self, row, column, count):
        """Of the characters of a part of a row; blanks have none."""
        cells = [self.screen.buffer[row][place] for place in range(column, min(column + count, self.screen.columns))]
        return {cell.fg for cell in cells if cell.data.strip()}

    def underlined(self, row):
        """What is underlined in a row, and in which colours."""
        cells = [self.screen.buffer[row][place] for place in range(self.screen.columns)]
        marked = [cell for cell in cells if cell.underscore]
        return "".join(cell.data for cell in marked), {cell.fg for cell in marked if cell.data.strip()}

    # A prompt

    def awaits_input(self):
        """The last row is an empty prompt with the cursor behind it."""
        def ready():
            rows = self.rows()
            return bool(rows) and rows[-1] == PROMPT.rstrip() and self.cursor == (len(rows) - 1, len(PROMPT))
        self.until(ready, "an empty prompt")

    def ends(self):
        self.until(lambda: not self.process.isalive(), "the end of the program")
        self.settle()
        return self.process.exitstatus

    def modes_are_restored(self):
        """The terminal edits lines, echoes and obeys Ctrl-C by itself, as every new one does."""
        input_modes, _, _, local_modes = termios.tcgetattr(self.process.child_fd)[:4]
        usual = termios.ICANON | termios.ECHO | termios.ISIG
        return local_modes & usual == usual and input_modes & termios.ICRNL != 0

    def close(self):
        self.process.close(force=True)
