"""Judge papers on many machines: `python3 start.py grade SUBMISSIONS --scheduler ADDRESS`.

A Dask scheduler hands each paper to one of its workers. Every machine has the same files of the
course and the extra `cluster`, and starts its worker in the course's folder, so that it finds the
checks: `.venv/bin/python -m dask worker ADDRESS`. A worker judges as many papers at a time as it
has threads, in one `Room`. Papers of a worker that dies are given to another one.
"""

import contextlib
import itertools
import uuid
from collections.abc import Iterable, Iterator

from distributed import Client, WorkerPlugin, as_completed, get_worker

from helpers.checks import LESSONS
from teaching.grading.judge import Room
from teaching.grading.paper import Paper, Result, code_digest, not_judged

CONNECT_SECONDS = 15
WORKER_SECONDS = 60
AHEAD = 4
"""So many papers for each thread of the cluster are handed out before the first comes back."""


class ClusterError(Exception):
    """A cluster that cannot be used; the message says why, and what to do, in one line."""


class Course(WorkerPlugin):
    """What a worker keeps as long as a class is graded: the room in which it judges."""

    def __init__(self, name: str, isolated: bool):
        self.name = name
        self.isolated = isolated
        self.code = [code_digest(lesson) for lesson in LESSONS]

    def setup(self, worker):
        if self.code != [code_digest(lesson) for lesson in LESSONS]:
            raise ClusterError(
                f"The course of the worker {worker.address} has other checks than that of this "
                "machine. Bring the same files to both, and start the worker again."
            )
        self.room = Room(self.isolated, worker.state.nthreads).__enter__()

    def teardown(self, worker):
        self.room.__exit__(None, None, None)


def judge_all(
    address: str, papers: Iterable[Paper], isolated: bool = True
) -> Iterator[tuple[int, list[Result]]]:
    """Yield (place, results) for each of the papers, in the order in which they are done.

    `address` is the scheduler's, such as "tcp://192.168.0.7:8786". Each place is yielded once,
    whatever happens to the workers; a paper that ended several of them needs a look. Raises
    ClusterError if no scheduler answers, it has no worker, or a worker cannot judge.
    """
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address} ({type(error).__name__}). Start one with "
            "`.venv/bin/python -m dask scheduler`, and give the address that it prints."
        ) from None
    with client:
        course = Course(f"course-{uuid.uuid4().hex}", isolated)
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
            client.register_plugin(course)
        except TimeoutError:
            raise ClusterError(
                f"The scheduler at {address} has no worker. On each machine, in the course's "
                f"folder: `.venv/bin/python -m dask worker {address}`."
            ) from None
        except Exception as error:
            with contextlib.suppress(Exception):  # or the next worker would fail, too
                client.unregister_worker_plugin(course.name)
            raise ClusterError(
                f"A worker cannot judge: {_one_line(error)} Start it in the course's folder."
            ) from None
        try:
            yield from _hand_out(client, course.name, papers)
        finally:
            client.unregister_worker_plugin(course.name)


def _hand_out(client, name, papers):
    waiting = enumerate(papers)
    places = {}

    def submit(count):
        for place, paper in itertools.islice(waiting, count):
            future = client.submit(_judge, name, paper, key=f"{name}-{place}", pure=False)
            places[future.key] = place, paper
            yield future

    threads = sum(client.nthreads().values())
    finished = as_completed(
        list(submit(AHEAD * threads)), loop=client.loop, with_results=True, raise_errors=False
    )
    for future, results in finished:
        place, paper = places.pop(future.key)
        if future.status != "finished":  # the results are what was raised, or what ended workers
            error = results[1] if isinstance(results, tuple) else results
            results = not_judged(paper, _one_line(error))
        yield place, results
        finished.update(list(submit(1)))


def _judge(name: str, paper: Paper) -> list[Result]:
    """Judge a paper. Runs on a worker."""
    return get_worker().plugins[name].room.judge(paper)


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
