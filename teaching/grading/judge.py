"""Judge papers: run each in a sandbox, and let the examiner ask the checks' questions.

What counts is a fresh run from top to bottom. Where an exercise does not come out right in it, it
is judged again without the learner's other cells, so that a fault costs its own exercise only.
"""

import json
import re
import socket
import tempfile
import threading
import time
from pathlib import Path

from helpers.checks import exercises
from teaching.grading.channel import Channel, Closed
from teaching.grading.needs import cut, steps_of, undisturbed
from teaching.grading.paper import COULD_NOT_TELL, Paper, Result
from teaching.grading.sandbox import Forker, Limits, SandboxError

WITH_KERAS = ("04_model", "05_loss_and_gradient", "06_training", "10_hidden_layer")
FORKS = 300
"""After so many forks an interpreter is started anew, so that nothing can pile up in it."""
CELL_SECONDS = {
    "": 20.0,
    "04_model": 60.0,
    "05_loss_and_gradient": 60.0,
    "06_training": 240.0,
    "09_features": 60.0,
    "10_hidden_layer": 60.0,
}
"""The longest that a cell may compute, by lesson."""
SUBMISSION_SECONDS = 1800.0
"""By the clock; after that no further run of the same paper is begun."""

MESSAGES = {
    "timed out": "Your code ran longer than the {seconds:g} seconds that it has.",
    "no time left": f"Your notebook used up the {SUBMISSION_SECONDS:g} seconds that it has.",
    "crashed": "Your code ended the whole Python process.",
    "processes": "Your code started more than {processes} processes.",
    "out of memory": "Your code needed more than the {memory} MB of memory that it has.",
    "needs a look": COULD_NOT_TELL,
    "no code": "What you wrote is no code that makes an answer. A person has to look at it.",
}


class Room:
    """Where papers are judged: interpreters in sandboxes, shared by several threads.

    `isolated` puts them into bubblewrap; `workers` bounds how many papers are judged at a time.
    Use it as a context manager. Entering it raises SandboxError if the sandbox does not start.
    """

    def __init__(self, isolated: bool = True, workers: int = 2, limits: Limits | None = None):
        self.isolated = isolated
        self.limits = limits or Limits()
        self._turns = threading.Semaphore(workers)
        self._lock = threading.Lock()
        self._forkers: dict[tuple[str, str], Forker] = {}
        self._retired: list[Forker] = []
        self._folder = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)

    def __enter__(self) -> "Room":
        try:
            for forker in [self._forker(kind, "plain") for kind in ("answers", "examiner")]:
                forker.wait()
        except SandboxError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *details) -> None:
        for forker in [*self._forkers.values(), *self._retired]:
            forker.close()
        self._folder.cleanup()

    def judge(self, paper: Paper) -> list[Result]:
        """One result for each exercise of the paper's lesson, in the lesson's order."""
        asked = [each for each in exercises().values() if each.lesson == paper.lesson]
        if paper.unreadable:
            return [_result(paper, each, "unreadable", message=paper.unreadable) for each in asked]
        with self._turns:
            return Judging(self, paper, asked).results()

    def _forker(self, kind: str, warm: str) -> Forker:
        forker = self._forkers.get((kind, warm))
        if forker is None or forker.forks >= FORKS or not forker.runs:
            if forker is not None:
                for each in [each for each in self._retired if not each.runs]:
                    each.close()
                    self._retired.remove(each)
                forker.retire()
                self._retired.append(forker)
            forker = Forker(kind, warm, Path(self._folder.name), self.isolated)
            self._forkers[kind, warm] = forker
        return forker

    def start(self, job: dict, lesson: str, names: list[str]) -> Channel:
        """Fork a submission's process and an examiner, and hand them a job; return its reports."""
        warm = "keras" if lesson in WITH_KERAS else "plain"
        objects = any(exercises()[name].looks_at_object for name in names)
        data, control, reports = (socket.socketpair() for _ in range(3))
        with self._lock:  # so that no other thread retires what this one is about to use
            answers = self._forker("answers", warm)
            examiner = self._forker("examiner", warm if objects else "plain")
            for forker in (answers, examiner):
                forker.wait()
            request = {
                "memory": self.limits.memory,
                "disk": self.limits.disk,
                "processes": self.limits.processes,
                "temporary": answers.temporary,
            }
            if not self.isolated:
                request["folder"] = tempfile.mkdtemp(dir=self._folder.name)
            answers.fork(json.dumps(request).encode(), [data[0], control[0]])
            examiner.fork(b"{}", [data[1], control[1], reports[1]])
        channel = Channel(reports[0])
        channel.send(job)
        return channel


class Judging:
    """The judging of one paper, run by run."""

    def __init__(self, room: Room, paper: Paper, asked: list):
        self.room, self.paper, self.asked = room, paper, asked
        self.steps = [steps_of(cell.source) for cell in paper.cells]
        self.place = {
            name: place for place, cell in enumerate(paper.cells) for name in cell.exercises
        }
        self.best: dict[str, dict] = {}
        self.done: set[tuple] = set()
        """what was run for which exercise, so that nothing runs twice"""
        self.broken = False
        """whether a run ended before its end, or left modules changed"""
        self.flags: list[str] = []
        self.until = time.monotonic() + SUBMISSION_SECONDS

    def results(self) -> list[Result]:
        cells = self.paper.cells
        wanted = [each.name for each in self.asked if each.name in self.place]
        own = {place for place, cell in enumerate(cells) if cell.role != "given"}
        self._go(wanted, own, set())
        for name in wanted:
            place = self.place[name]
            if not self._is_open(name):
                continue
            if not self.broken and undisturbed(place, cells, self.steps):
                continue
            if self.best[name].get("at") != place:  # but for what ended in the answer's own cell
                self._go([name], {place}, set())
            if self._is_open(name):
                self._go([name], {place}, own - {place})
        return [self._result(each) for each in self.asked]

    def _is_open(self, name: str) -> bool:
        state = self.best.setdefault(name, {"state": "odd"})["state"]
        return state != "correct" and self.paper.written.get(name, "").strip() != ""

    def _go(self, names: list[str], always: set[int], without: set[int]) -> None:
        """Run afresh until each of the names was judged, or cannot be; a fatal cell is left out.

        Kept are the cells at `always`, and what they need except for the cells at `without`.
        """
        left, fatal = list(names), set()
        while left and time.monotonic() < self.until:
            last = max(self.place[name] for name in left)
            keep = {place for place in always - fatal if place <= last}
            sources = {
                place: source
                for place, source in cut(self.paper.cells, keep, self.steps).items()
                if place not in without | fatal
            }
            runs = {
                name: tuple(each for each in sources.items() if each[0] <= self.place[name])
                for name in left
                if self.place[name] in sources
            }
            left = [name for name in runs if (name, runs[name]) not in self.done]
            if not left:
                return
            self.done |= {(name, runs[name]) for name in left}
            judged, ended = self._run(sources, left)
            # What a dead process leaves unjudged is run again, without the cell that killed it.
            left = [name for name in left if name not in judged]
            self.done -= {(name, runs[name]) for name in left}
            if ended is None or not (judged or ended >= 0):
                return
            fatal.add(ended)

    def _run(self, sources: dict[int, str], names: list[str]) -> tuple[set[str], int | None]:
        """Run cells afresh, given by their places; return what was judged, and what ended it.

        The second is the place of the cell that ended the process, -1 if a check's question did,
        or None if the run came to its end.
        """
        places, judged, ended = list(sources), set(), -1
        error: dict = {}
        channel = self.room.start(self._job(sources, names), self.paper.lesson, names)
        try:
            while True:
                report = channel.receive()
                if "patched" in report:
                    ended = None
                    if report["patched"]:
                        self.broken = True
                        self._flag(f"replaced parts of modules: {', '.join(report['patched'])}")
                elif "cell" in report:
                    error = {**report, "at": places[report["cell"]]}
                    if report.get("ended"):
                        ended = error["at"]
                        here = [name for name in self.paper.cells[ended].exercises if name in names]
                        for name in here:
                            judged.add(name)
                            self._keep(name, {"state": report["ended"], "at": ended})
                else:
                    judged.add(report["exercise"])
                    self._keep(report["exercise"], self._with_error(report, error))
        except Closed:
            pass
        finally:
            channel.close()
        self.broken |= ended is not None
        return judged, ended

    def _job(self, sources: dict[int, str], names: list[str]) -> dict:
        seconds = CELL_SECONDS.get(self.paper.lesson, CELL_SECONDS[""])
        variables = [
            variable
            for each in self.asked
            for variable in (*each.answers, *self.paper.other_names.get(each.name, ()))
        ]
        cells = [
            {
                "source": source,
                "role": self.paper.cells[place].role,
                "seconds": seconds,
                "exercises": [name for name in self.paper.cells[place].exercises if name in names],
            }
            for place, source in sources.items()
        ]
        return {"names": variables, "other_names": self.paper.other_names, "cells": cells}

    def _with_error(self, verdict: dict, error: dict) -> dict:
        """A verdict, or where nothing could be judged the error that the answer's cell ended in."""
        if verdict["state"] != "not attempted" or not error.get("error"):
            return verdict
        cell, number = self.paper.cells[error["at"]], error["line"]
        lines = cell.source.splitlines()
        text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        where = f"cell {cell.number}" + (f", line {number}: {text}" if text else "")
        state = "out of memory" if error["kind"] == "MemoryError" else "error"
        return {"state": state, "message": error["error"], "line": where}

    def _keep(self, name: str, verdict: dict) -> None:
        """Remember the best verdict: right is better than wrong, which is better than none."""
        order = ("correct", "incorrect", "error", "timed out", "out of memory", "crashed")
        rank = {state: place for place, state in enumerate(order)}
        old = self.best.get(name)
        if old is None or rank.get(verdict["state"], 9) < rank.get(old["state"], 9):
            self.best[name] = verdict

    def _flag(self, text: str) -> None:
        if text not in self.flags:
            self.flags.append(text)

    def _result(self, each) -> Result:
        verdict = self.best.get(each.name, {"state": "odd"})
        if verdict == {"state": "odd"} and time.monotonic() >= self.until:
            verdict = {"state": "timed out", "message": MESSAGES["no time left"]}
        written = self.paper.written.get(each.name, "").strip()
        if not written and verdict["state"] != "correct":
            return _result(self.paper, each, "not attempted")
        state, cause = verdict["state"], verdict.get("cause", "")
        state = {"not attempted": "incorrect", "odd": "needs a look"}.get(state, state)
        message = verdict.get("message", "")
        if state == "needs a look" and each.name not in self.place:
            message = MESSAGES["no code"]
        if not message:
            seconds = CELL_SECONDS.get(self.paper.lesson, CELL_SECONDS[""])
            message = MESSAGES.get(state, "").format(
                seconds=seconds if "at" in verdict else each.seconds,
                memory=self.room.limits.memory >> 20,
                processes=self.room.limits.processes,
            )
        state = "crashed" if state == "processes" else state
        flags = [*self.flags, *self._seen(each.name)]
        return _result(
            self.paper, each, state,
            cause=cause, message=message, line=verdict.get("line", ""), flags=flags,
        )  # fmt: skip

    def _seen(self, name: str) -> list[str]:
        """What the learner's cells, up to the answer, mention that an answer has no need of."""
        last = self.place.get(name, -1)
        return [
            f"cell {cell.number} mentions {found[0].strip()}"
            for cell in self.paper.cells[: last + 1]
            if cell.role != "given" and (found := SUSPICIOUS.search(cell.source))
        ]


SUSPICIOUS = re.compile(
    r"/proc\b|teaching\.grading|helpers\.checks|helpers/checks|\bsolutions/|\bptrace\b|\bctypes\b"
    r"|_getframe|get_objects\(|get_referrers\(|\bos\.(_exit|fork|dup2|kill|abort)\b|closerange"
    r"|F_GETFD|SCM_RIGHTS|send_fds|__eq__|__array_(ufunc|function)__|__instancecheck__|settrace"
    r"|setprofile|addaudithook|\bsnapshot\b|\bAnswer\b|/course\b|/grader\b|\.ipynb"
)
"""Names of what the grader is made of, and of the ways to get at it."""


def _result(paper: Paper, each, state: str, **details) -> Result:
    points = float(each.points) if state == "correct" else 0.0
    return Result(
        paper.learner, paper.lesson, each.name, state, points, float(each.points), **details
    )
