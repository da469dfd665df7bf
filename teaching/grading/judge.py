"""Judge papers: run each in a sandbox, and let the examiner ask the checks' questions.

What counts is a fresh run from top to bottom. Where an exercise does not come out right in it, it
is judged again without the learner's other cells, so that a fault costs its own exercise only.
"""

import contextlib
import json
import socket
import tempfile
import threading
from dataclasses import asdict, replace
from pathlib import Path

from helpers.checks import exercises
from helpers.checks.sentences import say
from teaching.grading.channel import Channel, Closed
from teaching.grading.needs import cut, steps_of
from teaching.grading.paper import Cell, Paper, Result
from teaching.grading.sandbox import Forker, Limits, SandboxError

WITH_KERAS = ("04_model", "05_loss_and_gradient", "06_training")
FORKS = 300
"""After so many forks an interpreter is started anew."""
CELL_SECONDS = 20.0
TRAINING_SECONDS = 240.0
"""The longest that a cell may compute in a lesson without and with Keras."""
SUBMISSION_SECONDS = 900.0

MESSAGES = {
    "timed out": "Your code ran longer than {seconds:g} seconds.",
    "crashed": "Your code ended the whole Python process.",
    "out of memory": "Your code asked for more memory than the {memory} MB that it may use.",
    "odd": "The answers could not be asked. A person has to look at this.",
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
        self._folder = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)

    def __enter__(self) -> "Room":
        try:
            self._forker("answers", "plain")
            self._forker("examiner", "plain")
        except SandboxError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *details) -> None:
        for forker in self._forkers.values():
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
        with self._lock:
            forker = self._forkers.get((kind, warm))
            if forker is None or forker.forks >= FORKS or not forker.runs:
                if forker is not None:
                    forker.close()
                forker = Forker(kind, warm, Path(self._folder.name), self.isolated)
                self._forkers[kind, warm] = forker
            return forker

    def start(self, job: dict, lesson: str, warm_examiner: bool) -> Channel:
        """Fork a submission's process and an examiner, and hand them a job; return its reports."""
        warm = "keras" if lesson in WITH_KERAS else "plain"
        answers = self._forker("answers", warm)
        examiner = self._forker("examiner", "keras" if warm_examiner else "plain")
        data, control, reports = (socket.socketpair() for _ in range(3))
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
        self.best: dict[str, dict] = {}
        self.done: set[tuple] = set()
        """what was run for which exercise, so that nothing runs twice"""
        self.place = {
            name: place for place, cell in enumerate(paper.cells) for name in cell.exercises
        }

    def results(self) -> list[Result]:
        cells = self.paper.cells
        wanted = [each.name for each in self.asked if each.name in self.place]
        own = {place for place, cell in enumerate(cells) if cell.role != "given"}
        self._go(wanted, own, set())
        for name in wanted:
            if self._is_open(name):  # without the learner's other cells, if the answer needs none
                self._go([name], {self.place[name]}, set())
            if self._is_open(name):  # with the lesson's own alone
                self._go([name], {self.place[name]}, own - {self.place[name]})
        return [self._result(each) for each in self.asked]

    def _go(self, names: list[str], always: set[int], without: set[int]) -> None:
        """Run afresh until each of the names was judged, or cannot be; a fatal cell is left out.

        Kept are the cells at `always`, and what they need except for the cells at `without`.
        """
        left, fatal = list(names), set()
        while left:
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
            left = [name for name in left if name not in judged]
            if ended is None:
                return
            fatal.add(ended)

    def _is_open(self, name: str) -> bool:
        return (
            self.best.get(name, {}).get("state") != "correct"
            and self.paper.written.get(name, "") != ""
        )

    def _run(self, sources: dict[int, str], names: list[str]) -> tuple[set[str], int | None]:
        """Run cells afresh, given by their places; return what was judged, and what ended it.

        The second is the place of the cell that ended the process, -1 if a check's question did,
        or None if the run came to its end.
        """
        places = list(sources)
        cells = [self.paper.cells[place] for place in places]
        lesson = self.paper.lesson
        seconds = TRAINING_SECONDS if lesson in WITH_KERAS else CELL_SECONDS
        variables = [
            variable
            for each in self.asked
            for variable in (*each.answers, *self.paper.other_names.get(each.name, ()))
        ]
        job = {
            "names": variables,
            "other_names": self.paper.other_names,
            "cells": [
                {
                    "source": sources[place],
                    "role": cell.role,
                    "seconds": seconds,
                    "exercises": [name for name in cell.exercises if name in names],
                }
                for place, cell in zip(places, cells, strict=True)
            ],
        }
        objects = any(each.looks_at_object for each in self.asked if each.name in names)
        channel = self.room.start(job, lesson, objects and lesson in WITH_KERAS)
        judged: set[str] = set()
        at, ended = 0, None
        errors: dict[int, dict] = {}
        try:
            while True:
                report = channel.receive()
                if "cell" in report:
                    at = places[report["cell"]]
                    errors[at] = report
                    if report.get("ended"):
                        ended = at
                        for name in self.paper.cells[at].exercises:
                            if name in names:
                                judged.add(name)
                                self._keep(name, {"state": report["ended"], "at": at})
                else:
                    name = report["exercise"]
                    judged.add(name)
                    self._keep(name, self._with_error(report, errors.get(at, {}), at))
        except Closed:
            pass
        finally:
            channel.close()
        if ended is None and len(judged) < len(names):
            ended = -1
            if not judged:
                for name in names:
                    self._keep(name, {"state": "odd"})
                    judged.add(name)
        return judged, ended

    def _with_error(self, verdict: dict, error: dict, at: int) -> dict:
        """A verdict, or where nothing could be judged the error that the answer's cell ended in."""
        if verdict["state"] != "not attempted" or not error.get("error"):
            return verdict
        cell = self.paper.cells[at]
        lines = cell.source.splitlines()
        number = error["line"]
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

    def _result(self, each) -> Result:
        paper = self.paper
        verdict = self.best.get(each.name)
        written = paper.written.get(each.name, "")
        if verdict is None or verdict["state"] != "correct":
            if not written.strip():
                return _result(paper, each, "not attempted")
        if verdict is None:
            return _result(paper, each, "needs a look", message=MESSAGES["odd"])
        state, cause = verdict["state"], verdict.get("cause", "")
        message, line = verdict.get("message", ""), verdict.get("line", "")
        if state == "not attempted":
            state = "incorrect"
        elif state == "processes":
            state = "crashed"
        elif state == "odd":
            state = "needs a look"
        if not message and state in MESSAGES or state == "needs a look":
            message = MESSAGES["odd" if state == "needs a look" else state].format(
                seconds=each.seconds, memory=self.room.limits.memory >> 20
            )
        return _result(paper, each, state, cause=cause, message=message, line=line)


def _result(paper: Paper, each, state: str, **details) -> Result:
    points = float(each.points) if state == "correct" else 0.0
    return Result(
        paper.learner, paper.lesson, each.name, state, points, float(each.points), **details
    )
