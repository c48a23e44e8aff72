"""Ctrl-C at any moment of a question: exit code 130."""

import os
import signal
import subprocess
import time

import pytest

# Every operator, in few questions.
QUESTIONS = [
    "from customers",
    "segment where recency < 300 and monetary > 5",
    "segment where count(orders in last 400 days where any(items where quantity > 0)) >= 1",
    "segment where sequence(interactions then orders within 60 days)",
    "segment where rank(monetary) <= 10 or percentile_rank(recency) > 50%",
    "from customers | sort monetary desc, name | take 100 | select id, name, monetary",
    "from orders | sort amount desc | select id, amount * 2",
    "from orders | group by status { n = count(), q = quantile(amount, 90%), m = median(amount), d = count(distinct customer_id) }",
    "from orders | group by month(ordered_at) { total = sum(amount), low = min(amount), high = max(amount), mean = avg(amount) }",
    "from orders | aggregate { n = count(), q = median(amount) }",
    "from customers | classify t { \"a\" when monetary > 100, else \"b\" } | group by t { n = count() }",
    "from items | select quantity, price, product.name",
    "segment where monetary as of 90 days ago < monetary over last 60 days",
]


def processor_time(process):
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_questions(command, shop, tmp_path, question, engine):
    """So often that it is certain to be at work, in each phase now and then: checking, planning, answering, writing."""
    (tmp_path / "many.cq").write_text((question + "\n") * 3000)
    output = tmp_path / "out.txt"
    for after in (0.05, 0.5, 1.5):
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
