"""A real scheduler and two workers on loopback, one of which is killed in mid-run."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest

from helpers.runs import COURSE
from teaching.grading.cluster import ClusterError, judge_all
from teaching.grading.judge import Room
from teaching.grading.paper import Paper
from teaching.grading.reading import make_paper, read_cells
from tests.grading.ordinary import ordinary, write_ordinary

PAPERS = 12


def paper_of(learner: str) -> Paper:
    """An ordinary submission, as a paper."""
    notebook, _ = ordinary(learner)
    cells, notes = read_cells(notebook.bytes())
    return make_paper(cells, notes, learner, "01_vectorization")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler's address, and two workers' processes."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    options = {"cwd": COURSE, "env": environment, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    host = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    processes = [subprocess.Popen([*dask, "scheduler", *host, "--port", "0"], **options)]
    end = time.monotonic() + 120
    while not file.exists() or not file.read_text():
        assert processes[0].poll() is None and time.monotonic() < end
        time.sleep(0.1)
    worker = [
        "--nthreads",
        "1",
        "--no-nanny",
        "--death-timeout",
        "60",
        "--local-directory",
        str(folder),
    ]
    worker += ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    processes += [subprocess.Popen([*dask, "worker", *worker], **options) for _ in range(2)]
    from distributed import Client

    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
        address = client.scheduler.address
    yield address, processes[1:]
    for process in processes:
        process.kill()
        process.wait()


def test_the_command_hands_its_work_to_the_cluster(cluster, tmp_path):
    address, _ = cluster
    written = write_ordinary(tmp_path / "class", 3)
    command = [sys.executable, "-m", "teaching.grading", str(tmp_path / "class")]
    command += ["--out", str(tmp_path / "report"), "--scheduler", address]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with open(tmp_path / "report/verdicts.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(map(len, written.values()))
    for row in rows:
        right = written[row["learner"]][row["exercise"]] == "right"
        assert right == (row["state"].lower() == "correct"), row


def test_one_of_two_workers_dies_and_nothing_is_lost_or_counted_twice(cluster):
    address, workers = cluster
    papers = [paper_of(f"learner-{number:03d}") for number in range(PAPERS)]
    results = {}
    for place, answers in judge_all(address, papers):
        assert place not in results
        results[place] = answers
        if len(results) == 2:
            workers[0].send_signal(signal.SIGKILL)
    assert workers[0].wait(10) == -signal.SIGKILL and workers[1].poll() is None
    assert sorted(results) == list(range(PAPERS))
    with Room() as room:
        for place in (0, PAPERS // 2, PAPERS - 1):
            assert results[place] == room.judge(papers[place])
    assert {each.state for answers in results.values() for each in answers} >= {
        *("correct", "incorrect", "not attempted")
    }


def test_a_worker_with_other_checks_is_refused(cluster, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("teaching.grading.cluster.code_digest", lambda lesson: "another")
        with pytest.raises(ClusterError, match="has other checks than that of this machine"):
            list(judge_all(cluster[0], [paper_of("a")]))
    [(place, results)] = judge_all(cluster[0], [paper_of("a")])
    assert place == 0 and "correct" in {each.state for each in results}


def test_a_scheduler_that_is_not_there_is_one_line(monkeypatch):
    monkeypatch.setattr("teaching.grading.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="No Dask scheduler answers at .*dask scheduler"):
        list(judge_all("tcp://127.0.0.1:9", [paper_of("a")]))


def test_the_usual_way_imports_no_cluster():
    code = "import sys, teaching.grading.judge; print([m for m in sys.modules if 'dask' in m or "
    code += "'distributed' in m])"
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
