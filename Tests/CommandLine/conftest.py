import os
import subprocess

import pytest

CUSTOMERS = 200


@pytest.fixture(scope="session")
def shop(command, tmp_path_factory):
    """A generated store that no test changes."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    subprocess.run([command, "generate", str(path), "--customers", str(CUSTOMERS)], check=True, capture_output=True)
    return str(path)


@pytest.fixture
def run(command, tmp_path):
    """Runs the program in a folder of its own, standard input empty, and gives text and exit code."""

    def run(*arguments, input="", environment=None, **options):
        variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", **(environment or {})}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.run(
            [command, *map(str, arguments)], input=input, text=True, env=variables, cwd=tmp_path, timeout=60, **options)

    return run


@pytest.fixture
def ask(run, shop):
    """Asks the generated store as of its last day."""

    def ask(text, *arguments, **options):
        return run("query", "-s", shop, "--as-of", "2026-06-30", *arguments, text, **options)

    return ask
