"""Ctrl-C at any moment of a question: exit code 130."""

import os
import signal
import subprocess
import time

import pytest

from operators import QUESTIONS


def processor_time(process):
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_questions(command, shop, tmp_path, question, engine):
    """So often that it is certain to be at work, in each phase now and then: checking, planning, answering, writing."""
    (tmp_path / "many.cq").write_text((question + "\n") * 3000)
    output = tmp_path / "out.txt"
    for after in (0.05, 0.3, 1.0):
        process = subprocess.Popen([command, "run", "-s", shop, "--as-of", "2026-06-30", "--engine", engine, "--format", "markdown", "-o", output, "many.cq"],
                                   cwd=tmp_path, stderr=subprocess.PIPE, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"})
        while processor_time(process) < after or not [name for name in os.listdir(tmp_path) if "partial" in name]:
            assert process.poll() is None
            time.sleep(0.005)
        before = processor_time(process)
        process.send_signal(signal.SIGINT)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        print(f"{question[:60]}: {(processor_time(process) - before) * 1000:.0f} ms of processor time")
        _, told = process.communicate()
        # Before the first question begins, the signal ends the process as it would any other.
        assert process.returncode in (130, -signal.SIGINT), told.decode()[-2000:]
        assert not output.exists() and not [name for name in os.listdir(tmp_path) if "partial" in name]
