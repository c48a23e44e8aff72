import os
import subprocess

import pytest

from asking import AS_OF
from terminal import PROMPT, Terminal, ctrl


@pytest.fixture
def store(command, tmp_path):
    path = tmp_path / "shop.db"
    subprocess.run([command, "init", str(path)], check=True, capture_output=True)
    return str(path)


@pytest.fixture(scope="session")
def shop(command, tmp_path_factory):
    """A generated store, which no prompt can change."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    subprocess.run([command, "generate", str(path), "--customers", "1500"], check=True, capture_output=True)
    return str(path)


@pytest.fixture
def open_prompt(command, store, tmp_path):
    """Starts a session with a home and a state directory of its own; variables set to None are unset. `setup` gets the
    descriptor of the terminal before the program starts.

    Where the terminal can, the greeting is cleared away, so that the prompt stands in the first row.
    """
    terminals = []

    def start(rows=24, columns=80, editrc=None, ready=True, greeting=False, store=store, arguments=(), setup=None, **variables):
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        if editrc is not None:
            (home / ".editrc").write_text(editrc)
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"), "CLIENTELE_PAGER": "", "TMPDIR": str(tmp_path),
            "LANG": "C.UTF-8", "TERM": "xterm-256color", **variables,
        }
        terminal = Terminal(
            command, [store, *arguments], {name: value for name, value in environment.items() if value is not None}, rows, columns,
            folder=str(tmp_path), setup=setup)
        terminals.append(terminal)
        if ready:
            terminal.awaits_input()
            if environment["TERM"] != "dumb" and not greeting:
                terminal.send(ctrl("l"))
                terminal.is_at(0, len(PROMPT))
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def prompt(open_prompt, shop):
    """A session with the generated store, as of its last day."""
    def start(**options):
        arguments = (*AS_OF, *options.pop("arguments", ()))
        return open_prompt(store=shop, arguments=arguments, **options)
    return start
