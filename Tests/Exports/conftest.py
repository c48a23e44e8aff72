import os
import subprocess

import pytest


@pytest.fixture
def run(command, tmp_path):
    """Runs the program in a folder of its own, where no mapping of the user counts, and gives text and exit code."""

    def run(*arguments):
        variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        return subprocess.run([command, *arguments], input="", text=True, env=variables, cwd=tmp_path, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    return run
