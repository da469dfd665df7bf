"""The examiner: runs a submission's cells in its sandbox, and forms the verdicts outside of it.

It stands in a sandbox of its own, a process for each run. What it hears from the submission is
data that was checked (`answers.decode`); the checks are those that the notebook uses.
"""

import secrets
import time

from helpers.checks import NotAttempted, Verdict, exercises, judge
from helpers.checks.verdict import PATIENCE, OutOfTime
from teaching.grading.answers import RemoteAnswer
from teaching.grading.channel import Channel, Closed, wait_for

LATE = 3.0
"""Seconds to wait for the keeper's word on why a process has ended."""


class Ended(Exception):
    """The submission's process is gone; the message is a reason of the keeper's."""


class Odd(Exception):
    """A reply that is none: somebody interferes with the messages."""


class Submission:
    """A submission's process, as seen from the examiner. Asks questions and bounds their time."""

    def __init__(self, data: Channel, control: Channel):
        self._data, self._control = data, control
        self.ended = ""
        self._until = float("inf")

    def allow(self, seconds: float) -> None:
        """Start a new limit: so many computed seconds for all that follows until the next one."""
        self._until = time.monotonic() + PATIENCE * seconds
        try:
            self._control.send({"seconds": seconds})
        except Closed:
            self._end()

    def ask(self, question: dict) -> dict:
        """Send one question and return its answer. Raises `Ended`, `OutOfTime`, or `Odd`."""
        if self.ended:
            raise OutOfTime if self.ended == "timed out" else Ended(self.ended)
        number = secrets.token_hex(8)
        try:
            self._data.send({**question, "id": number})
            for _ in range(100):
                ready = wait_for([self._data, self._control], self._until - time.monotonic())
                if not ready:
                    self.ended = "timed out"
                    self._control.close()  # with it ends the keeper, and so everything there
                    raise OutOfTime
                if self._control in ready:
                    self._end()
                reply = self._data.receive()
                if isinstance(reply, dict) and reply.pop("id", "") == number:
                    return reply
        except Closed:
            self._end()
        self.refuse()
        raise Odd

    def _end(self):
        """Learn why the process has ended, and raise it."""
        if not self.ended:
            try:
                self.ended = "crashed"
                while wait_for([self._control], LATE):
                    self.ended = self._control.receive().get("ended", "crashed")
            except Closed:
                pass
        if self.ended == "timed out":
            raise OutOfTime
        raise Ended(self.ended)

    def refuse(self) -> None:
        """End the process: what it replied is no data."""
        self._control.close()
        self.ended = self.ended or "odd"

    def answer(self, name: str) -> RemoteAnswer | None:
        """The learner's variable `name`, or None if there is none."""
        seen = self.ask({"look": name})
        return None if "missing" in seen else RemoteAnswer(self, name, seen)


def examine(ends: list[int]) -> None:
    """Run one job, whose sockets are: the submission's data, its keeper, and the grader."""
    submission = Submission(Channel(ends[0]), Channel(ends[1]))
    grader = Channel(ends[2])
    job = grader.receive()
    known = exercises()
    made: dict[str, str] = {}
    for place, cell in enumerate(job["cells"]):
        report = run(submission, cell, job, made)
        grader.send({"cell": place, **report})
        if report.get("ended"):
            return
        for name in cell["exercises"]:
            submission.allow(known[name].seconds)
            verdict = judge_one(submission, known[name], job, made)
            grader.send({"exercise": name, "place": place, **verdict})
            if submission.ended:
                return
    submission.allow(job["cells"][-1]["seconds"])
    patched = submission.ask({"inspect": True}).get("patched", [])
    grader.send({"patched": [str(name)[:60] for name in patched[:20]]})


def run(submission: Submission, cell: dict, job: dict, made: dict[str, str]) -> dict:
    """Run a cell; return its error and line, or how it ended the process."""
    submission.allow(cell["seconds"])
    try:
        reply = submission.ask({"run": cell["source"], "names": job["names"]})
    except OutOfTime:
        return {"ended": "timed out"}
    except Ended as reason:
        return {"ended": str(reason)}
    except Odd:
        return {"ended": "odd"}
    for name in reply.get("made", []):
        made[str(name)] = cell["role"]
    if reply.get("problem") == "out of memory":
        return {"error": "MemoryError", "kind": "MemoryError", "line": 0}
    line = reply.get("line", 0)
    return {
        "error": str(reply.get("error", ""))[:300],
        "kind": str(reply.get("kind", ""))[:60],
        "line": line if isinstance(line, int) else 0,
    }


def judge_one(submission: Submission, asked, job: dict, made: dict[str, str]) -> dict:
    """The verdict on one exercise, as data."""
    try:
        answers, own = [], False
        others = job["other_names"].get(asked.name, ())
        for place, name in enumerate(asked.answers):
            names = [each for each in (name, *others[place : place + 1]) if each in made]
            names.sort(key=lambda each: made[each] == "given")  # rather the learner's
            answer = submission.answer(names[0]) if names else None
            if answer is None:
                raise NotAttempted("no-such-name", name=name)
            own = own or made[names[0]] != "given"
            answer.name = name
            answers.append(answer)
        if not own:  # what only the lesson's own cells have made is no answer
            raise NotAttempted("no-such-name", name=asked.answers[0])
        sentence = judge(asked, answers)
    except Verdict as verdict:
        state = "not attempted" if isinstance(verdict, NotAttempted) else "incorrect"
        state = "timed out" if verdict.cause == "too-long" else state
        if submission.ended and submission.ended != "timed out":
            return {"state": submission.ended, "cause": "", "message": ""}
        return {"state": state, "cause": verdict.cause, "message": verdict.sentence()}
    except OutOfTime:
        return {"state": "timed out", "cause": "", "message": ""}
    except Ended as reason:
        return {"state": str(reason), "cause": "", "message": ""}
    except (Odd, ValueError):
        return {"state": "odd", "cause": "", "message": ""}
    return {"state": "correct", "cause": "", "message": sentence}
