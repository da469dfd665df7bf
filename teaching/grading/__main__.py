"""Collect, judge and report: `python3 start.py grade SUBMISSIONS --out REPORT`.

Everything that this command writes lies in REPORT: the report itself, and in `.work` the results
of each paper as soon as it is judged. So a run that was stopped goes on where it was, and a run
after a change judges what has changed.
"""

import argparse
import contextlib
import csv
import dataclasses
import difflib
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import datetime
from functools import cache
from pathlib import Path

from helpers.checks import LESSONS, exercises
from teaching.grading import report
from teaching.grading.collect import (
    ATTENTION,
    Collected,
    CollectError,
    clean,
    collect,
    read_roster,
    read_until,
)
from teaching.grading.paper import (
    COULD_NOT_TELL,
    NOT_JUDGED,
    Cell,
    Paper,
    Result,
    code_digest,
    not_judged,
)
from teaching.grading.reading import normalised
from teaching.grading.sandbox import SandboxError, isolation_problem

WORK = ".work"
BY_HAND = "by_hand.csv"
SLOW_SECONDS = 30
"""A paper that takes longer is named."""
NEWS_SECONDS = 10
FEWEST_DONE = 5
"""From so many on it can be said how long the rest will take."""
CHANCE_CHARACTERS = 400
"""Answers that are the same, with so many characters of the learners' own, are no chance."""
EARLIER = "Some of them were judged earlier, with --no-isolation."


class Stop(Exception):
    """Why nothing can be graded, in one line."""


def arguments_of(command: list[str]) -> argparse.Namespace:
    """Read the command line; SystemExit if it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="start.py grade", description="Judge submissions, and write a report."
    )
    parser.add_argument("submissions", metavar="SUBMISSIONS", type=Path, help="a folder or a zip")
    parser.add_argument("--out", metavar="REPORT", type=Path, required=True, help="its folder")
    parser.add_argument("--roster", metavar="names.csv", type=Path, help="a name in each row")
    parser.add_argument("--until", metavar="TIME", help='local, such as "2026-11-27 18:00"')
    parser.add_argument("--only", metavar="EXERCISE", help="judge it again, for the whole class")
    parser.add_argument(
        "--set",
        nargs=3,
        action="append",
        default=[],
        metavar=("LEARNER", "EXERCISE", "POINTS"),
        help="give points by hand; - for POINTS takes that back",
    )
    parser.add_argument("--no-isolation", action="store_true", help="run without a sandbox")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster")
    return parser.parse_args(command)


def main(command: list[str] | None = None) -> int:
    """Grade a class; return the exit code.

    It is 0, or 1 if it cannot be done, or 130 if it was stopped. A wrong call raises SystemExit(2).
    """
    options = arguments_of(sys.argv[1:] if command is None else command)
    with contextlib.suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="replace")
    with contextlib.suppress(ValueError, AttributeError):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        grade(options)
    except (Stop, CollectError, SandboxError) as reason:
        print(f"grade: {reason}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        print(
            "grade: Its output was closed. What was judged is kept: the same command goes on.",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        where = f"{clean(str(error.filename))}: " if error.filename else ""
        what = str(error.strerror or error).rstrip(".")
        print(f"grade: {where}{what}.", file=sys.stderr)
        return 1
    except Exception as error:
        log, details = options.out / WORK / "error.log", ""
        with contextlib.suppress(OSError):
            log.write_text(traceback.format_exc(), encoding="utf-8", errors="replace")
            details = f", with {clean(str(log))}"
        print(
            f"grade: a fault of this program: {clean(f'{type(error).__name__}: {error}')[:200]}. "
            f"Please report it{details}. What was judged is kept.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would come in between
        print("\nStopped. What was judged is kept: the same command goes on from here.", flush=True)
        return 130
    return 0


def grade(options: argparse.Namespace) -> None:
    """Do what the command says. Raises `Stop`, `CollectError` or `SandboxError`."""
    known = known_exercises()
    for name in [options.only, *(exercise for _, exercise, _ in options.set)]:
        if name is not None and name not in known:
            raise Stop(f"There is no exercise {clean(name)!r}. {_near(name, known)}")
    until = read_until(options.until) if options.until else None
    roster = read_roster(options.roster) if options.roster else None
    out = options.out.absolute()
    work = open_report(out, options.submissions)
    with locked(work, out), scratch_in(work) as scratch:
        if not (options.scheduler or sys.platform == "linux"):
            raise Stop(
                "Judging needs Linux. Use WSL on Windows, and on a Mac a virtual machine or a "
                "container with Linux, or hand the work to Linux machines with --scheduler."
            )
        if not (options.no_isolation or options.scheduler) and (problem := isolation_problem()):
            way_out = "" if "--no-isolation" in problem else " Or give --no-isolation."
            raise Stop(f"{problem}{way_out} Nothing was run.")
        found = collect(options.submissions, scratch, roster, until)
        if not found.papers and not found.rows:
            raise Stop(f"{clean(str(options.submissions))} holds no submission.")
        refuse_other_lessons(out, found)
        by_hand = set_by_hand(out, options.set, found)
        collected = say_collected(found)
        grading = Grading(options, work, found)
        results = grading.results()
        finish(grading, out, work, results, by_hand, collected)


def known_exercises() -> list[str]:
    """The names of all exercises. Raises `Stop` if a check cannot be imported."""
    try:
        return list(exercises())
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        place = frames[-1].filename, frames[-1].lineno
        if isinstance(error, SyntaxError):
            place = error.filename, error.lineno
        what = clean(f"{type(error).__name__}: {getattr(error, 'msg', error)}")[:200]
        raise Stop(
            f"The checks cannot be loaded: {clean(str(place[0]))}, line {place[1]}: {what}. "
            "Mend it, and run this again."
        ) from None


def refuse_other_lessons(out: Path, found: Collected) -> None:
    """Raise `Stop` if the report in `out` has grades of lessons that are not graded this time."""
    try:
        old = json.loads((out / "verdicts.json").read_text("utf-8"))
        lessons = {result["lesson"] for result in old["results"] if not result["set_by_hand"]}
    except (OSError, ValueError, KeyError, TypeError):
        return
    gone = sorted(lessons & set(LESSONS) - {paper.lesson for paper in found.papers})
    if gone:
        raise Stop(
            f"{clean(str(out))} holds grades of {', '.join(gone)}, of which SUBMISSIONS has "
            "nothing now. Give a new folder with --out, or grade all of them together."
        )


def _near(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, 3, 0.4)
    near = near or [other for other in names if name.casefold() in other.casefold()][:3]
    return f"Near: {', '.join(near)}." if near else f"There are: {', '.join(names[:60])}."


# The report's folder


def open_report(out: Path, submissions: Path) -> Path:
    """Make the report's folder, and in it that for the work; return the second. Raises `Stop`."""
    own, given = out.resolve(), submissions.resolve()
    if own == given or given in own.parents or own in given.parents:
        raise Stop("REPORT and SUBMISSIONS must not lie in one another: give another --out.")
    work = out / WORK
    if out.exists() and not out.is_dir():
        raise Stop(f"{clean(str(out))} is a file. Give the name of a folder with --out.")
    if out.is_dir() and not work.is_dir() and any(out.iterdir()):
        raise Stop(
            f"{clean(str(out))} holds other files, and no report. Give a new folder with --out."
        )
    work.mkdir(parents=True, exist_ok=True)
    return work


@contextlib.contextmanager
def locked(work: Path, out: Path):
    """Keep a second run out of the report's folder. Raises `Stop` if there is a first."""
    with open(work / "lock", "a+b") as file:
        try:
            if os.name == "nt":
                import msvcrt  # of Windows alone

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop(
                f"Another run is writing to {clean(str(out))}. Wait for it, or give another --out."
            ) from None
        yield


@contextlib.contextmanager
def scratch_in(work: Path):
    """A folder for all that is temporary. A run that was killed leaves it to the next one."""
    scratch, before = work / "scratch", tempfile.tempdir
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    tempfile.tempdir = str(scratch)
    try:
        yield scratch
    finally:
        tempfile.tempdir = before
        shutil.rmtree(scratch, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    os.replace(part, path)


def say_collected(found: Collected) -> str:
    """Print which file was taken for whom and why, and what could not be placed; return a table."""
    rows = [["file", "learner", "lesson", "taken", "why"]]
    for row in sorted(found.rows, key=lambda row: (row.learner != "", row.learner, row.lesson)):
        taken = "yes" if row.taken else "no"
        rows.append([row.file, row.learner or "?", row.lesson, taken, row.why])
    rows += [["", name, "", "no", "Nothing was handed in."] for name in found.missing]
    for row in found.rows:
        if row.taken:
            print(f"{row.learner}, {row.lesson}: {row.file} ({row.why})")
    for row in found.rows:
        if not row.taken and row.file != ATTENTION:
            print(f"not taken: {row.file} ({row.why})")
    if found.missing:
        print(f"missing: {', '.join(found.missing)}")
    taken = sum(row.taken for row in found.rows)
    print(f"{taken} notebooks of {len({p.learner for p in found.papers})} learners", flush=True)
    for row in found.rows:
        if row.file == ATTENTION:
            print(f"{ATTENTION}: {row.why}", flush=True)
    return f"\ufeff{report.table(rows)}"


# Points by hand


def set_by_hand(out: Path, wanted: list, found: Collected) -> dict[tuple[str, str], float]:
    """The points that were given by hand, with those of this call. Raises `Stop`."""
    path = out / BY_HAND
    kept: dict[tuple[str, str], float] = {}
    everyone = [person.name for person in found.learners]
    as_in_table = {report.defused(name): name for name in everyone}
    if path.exists():
        try:
            with open(path, encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    learner = as_in_table.get(row["learner"], row["learner"])
                    kept[learner, row["exercise"]] = points_of(row["exercise"], row["points"])
        except (ValueError, KeyError, TypeError, csv.Error):
            raise Stop(
                f"{clean(str(path))} must be UTF-8 with the columns learner, exercise and points, "
                "and points that the exercise can give. Mend it, or delete it."
            ) from None
    names: dict[str, set[str]] = defaultdict(set)
    for person in found.learners:
        for text in (person.name, person.id, person.email):
            if text:
                names[text.casefold()].add(person.name)
    for learner, exercise, points in wanted:
        fits = names.get(clean(learner).casefold(), set())
        fits = {clean(learner)} if clean(learner) in everyone else fits
        if not fits:
            raise Stop(f"There is no learner {clean(learner)!r}. {_near(clean(learner), everyone)}")
        if len(fits) > 1:
            raise Stop(f"{clean(learner)!r} may be {' or '.join(sorted(fits))}: give a whole name.")
        [name] = fits
        if points == "-":
            kept.pop((name, exercise), None)
            continue
        try:
            kept[name, exercise] = points_of(exercise, points)
        except ValueError:
            most = exercises()[exercise].points
            raise Stop(f"{exercise} gives 0 to {most} points, not {clean(points)!r}.") from None
    if kept or path.exists():
        rows = [["learner", "exercise", "points"]]
        rows += [[name, exercise, f"{points:g}"] for (name, exercise), points in kept.items()]
        write_whole(path, f"\ufeff{report.table(rows)}")
    for name, exercise in kept:
        if name not in everyone:
            print(f"{BY_HAND}: {name} is nobody of this class, so {exercise} is given to nobody")
    return kept


def points_of(exercise: str, text: str) -> float:
    """Points as a number. Raises ValueError if the exercise cannot give so many."""
    points = float(text)
    if exercise in exercises() and not 0 <= points <= exercises()[exercise].points:
        raise ValueError
    return points


# Judging

code_of = cache(code_digest)


def paper_digest(paper: Paper) -> str:
    """A digest of what is judged of a paper."""
    judged = dataclasses.asdict(paper) | {"notes": [], "flags": [], "shown_correct": []}
    return hashlib.sha256(json.dumps(judged).encode("utf-8", "surrogatepass")).hexdigest()


class Kept:
    """The results of papers on disk, each as soon as it is there."""

    def __init__(self, folder: Path, isolated: bool):
        self.folder, self.isolated = folder, isolated
        folder.mkdir(exist_ok=True)

    def _path(self, paper: Paper) -> Path:
        return self.folder / f"{paper_digest(paper)}.json"

    def read(self, paper: Paper) -> dict[str, dict]:
        """For each exercise of the paper what is kept of it: its result, and by which code."""
        try:
            kept = json.loads(self._path(paper).read_text("utf-8"))
            for each in kept.values():
                each["result"] = Result(**each["result"])
            return kept
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def is_fresh(self, kept: dict, lesson: str) -> bool:
        return kept["code"] == code_of(lesson) and kept["isolated"] == self.isolated

    def write(self, paper: Paper, results: list[Result]) -> None:
        """Keep these results besides what is kept of other exercises of the paper."""
        kept = self.read(paper)
        for result in results:
            code = code_of(paper.lesson)
            kept[result.exercise] = {"result": result, "code": code, "isolated": self.isolated}
        text = {
            name: {**each, "result": dataclasses.asdict(each["result"])}
            for name, each in kept.items()
        }
        write_whole(self._path(paper), json.dumps(text))


def of_one_exercise(paper: Paper, exercise: str) -> Paper:
    """The paper as if its lesson had this exercise alone."""
    cells = [
        Cell(
            *(cell.source, cell.role, tuple(x for x in cell.exercises if x == exercise)),
            number=cell.number,
        )
        for cell in paper.cells
    ]
    written = {exercise: paper.written.get(exercise, "")}
    return dataclasses.replace(paper, cells=cells, written=written)


class Grading:
    """The judging of all papers that are not judged yet."""

    def __init__(self, options: argparse.Namespace, work: Path, found: Collected):
        self.options, self.found, self.papers = options, found, found.papers
        self.kept = Kept(work / "results", not options.no_isolation)
        self.done: dict[int, list[Result]] = {}
        """the results of each paper by its place"""
        self.why_open = "It was asked for with --no-isolation." if options.no_isolation else ""
        """why results come from runs without isolation, or "" """

    def results(self) -> list[Result]:
        """The results of all papers, in their order."""
        todo: list[tuple[int, Paper]] = []
        old = 0
        for place, paper in enumerate(self.papers):
            asked = [each.name for each in exercises().values() if each.lesson == paper.lesson]
            kept = self.kept.read(paper)
            whole = all(name in kept for name in asked)
            only = self.options.only
            if only and whole:
                self.done[place] = [kept[name]["result"] for name in asked]
                others = [kept[name] for name in asked if name != only]
                old += sum(each["code"] != code_of(paper.lesson) for each in others)
                if not all(each["isolated"] for each in others):
                    self.why_open = self.why_open or EARLIER
                if only in asked:
                    todo.append((place, of_one_exercise(paper, only)))
            elif whole and all(self.kept.is_fresh(kept[name], paper.lesson) for name in asked):
                self.done[place] = [kept[name]["result"] for name in asked]
            else:
                todo.append((place, paper))
        if old:
            print(f"{old} other verdicts are of other checks than those of now.", end=" ")
            print("Without --only they are judged again.", flush=True)
        if todo:
            settled = len(self.papers) - len(todo)
            if settled:
                print(f"{settled} are judged already", flush=True)
            progress = Progress(todo)
            judge = self._on_cluster if self.options.scheduler else self._here
            for place, results in judge(todo, progress):
                self._settle(place, results)
                progress.finish(place)
        return [result for place in range(len(self.papers)) for result in self.done[place]]

    def _settle(self, place: int, results: list[Result]) -> None:
        if place in self.done:
            new = {each.exercise: each for each in results}
            self.done[place] = [new.get(each.exercise, each) for each in self.done[place]]
        else:
            self.done[place] = results

    def _keep(self, place: int, results: list[Result]) -> list[Result]:
        """Keep what is asked of these results, and return it."""
        if place in self.done:
            results = [each for each in results if each.exercise == self.options.only]
        if not any(each.message.startswith((NOT_JUDGED, COULD_NOT_TELL)) for each in results):
            self.kept.write(self.papers[place], results)
        return results

    def _here(self, todo, progress) -> Iterator[tuple[int, list[Result]]]:
        from teaching.grading.judge import Room  # stops where the system has no sockets for it

        workers = os.cpu_count() or 1
        with Room(not self.options.no_isolation, workers) as room:

            def judge(place: int, paper: Paper) -> tuple[int, list[Result]]:
                progress.start(place)
                try:
                    results = room.judge(paper)
                except Exception as error:
                    why = clean(f"{type(error).__name__}: {error}")[:200]
                    results = not_judged(paper, why)
                return place, self._keep(place, results)

            pool = ThreadPoolExecutor(workers)
            try:
                waiting, running = iter(todo), set()
                while True:
                    while len(running) < workers + 2 and (each := next(waiting, None)):
                        running.add(pool.submit(judge, *each))
                    if not running:
                        break
                    finished, running = wait(running, NEWS_SECONDS, FIRST_COMPLETED)
                    for future in finished:
                        yield future.result()
                    progress.say()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            pool.shutdown()

    def _on_cluster(self, todo, progress) -> Iterator[tuple[int, list[Result]]]:
        try:
            from teaching.grading.cluster import ClusterError, judge_all
        except ImportError:
            raise Stop(
                "--scheduler needs the package distributed: `python3 start.py grade` installs it."
            ) from None
        papers = [paper for _, paper in todo]
        isolated = not self.options.no_isolation
        try:
            for index, results in judge_all(self.options.scheduler, papers, isolated):
                place = todo[index][0]
                yield place, self._keep(place, results)
                progress.say()
        except ClusterError as error:
            raise Stop(str(error)) from None


class Progress:
    """Says how many are done, how long the rest will take, and which are slow."""

    def __init__(self, todo: list[tuple[int, Paper]]):
        self.names = {place: f"{paper.learner} ({paper.lesson})" for place, paper in todo}
        self.began = self.said = time.monotonic()
        self.running: dict[int, float] = {}
        self.done = 0
        self._lock = threading.Lock()

    def start(self, place: int) -> None:
        with self._lock:
            self.running[place] = time.monotonic()

    def finish(self, place: int) -> None:
        now = time.monotonic()
        with self._lock:
            self.done += 1
            took = now - self.running.pop(place, now)
        if took >= SLOW_SECONDS:
            print(f"slow: {self.names[place]} took {took:.0f} s", flush=True)
        if self.done == len(self.names):
            print(f"{self.done} of {self.done} judged in {now - self.began:.0f} s", flush=True)

    def say(self) -> None:
        now = time.monotonic()
        if now - self.said < NEWS_SECONDS or self.done == len(self.names):
            return
        self.said = now
        line = f"{self.done} of {len(self.names)} judged"
        if self.done >= FEWEST_DONE:
            left = (now - self.began) / self.done * (len(self.names) - self.done)
            line += f", about {_duration(left)} left"
        with self._lock:
            slow = [(now - start, place) for place, start in self.running.items()]
        slow = [(took, place) for took, place in slow if took >= SLOW_SECONDS]
        if slow:
            line += "; slow: " + ", ".join(
                f"{self.names[place]} for {took:.0f} s" for took, place in sorted(slow)[::-1]
            )
        print(line, flush=True)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


# What only the whole class shows, and the report


def look_again(found: Collected, results: list[Result]) -> None:
    """Add to the results what is suspicious in the file, or in comparison with others."""
    papers = {(paper.learner, paper.lesson): paper for paper in found.papers}
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for paper in found.papers:
        answers, own = normalised(paper)
        if own >= CHANCE_CHARACTERS:
            same[paper.lesson, answers].append(paper.learner)
    twins: dict[tuple[str, str], str] = {}
    for (lesson, _), learners in same.items():
        for learner in learners if len(learners) > 1 else []:
            others = ", ".join(other for other in learners if other != learner)
            twins[learner, lesson] = f"All answers are the same as those of {others}."
    for result in results:
        paper = papers[result.learner, result.lesson]
        result.flags = list(result.flags)
        if paper.written.get(result.exercise, "").strip():
            result.flags += paper.flags
            result.flags += [twins[key] for key in [(paper.learner, paper.lesson)] if key in twins]
        if result.exercise in paper.shown_correct and result.state != "correct":
            result.flags.append("The file shows Correct, and the run did not end so.")


def give_by_hand(found: Collected, results: list[Result], by_hand: dict) -> None:
    """Give the points that were set by hand, also for what was not handed in here."""
    left = dict(by_hand)
    for result in results:
        points = left.pop((result.learner, result.exercise), None)
        if points is not None:
            result.flags.append(f"{report.BY_HAND}: {points:g} in place of {result.points:g}.")
            result.points = points
    everyone = {person.name for person in found.learners}
    for (learner, exercise), points in left.items():
        asked = exercises().get(exercise)
        if asked and learner in everyone:
            given = Result(learner, asked.lesson, exercise, "not attempted", points, asked.points)
            given.message = "No notebook with it was handed in."
            given.flags = [f"{report.BY_HAND}: {points:g}, without a notebook."]
            results.append(given)


def finish(
    grading: Grading, out: Path, work: Path, results: list, by_hand: dict, collected: str
) -> None:
    """Write the report, and print its lines. Raises `Stop` if something could not be judged."""
    found = grading.found
    results = [dataclasses.replace(result) for result in results]
    look_again(found, results)
    give_by_hand(found, results, by_hand)
    lessons = [name for name in LESSONS if any(result.lesson == name for result in results)]
    lines = report.write(
        out,
        work,
        results=results,
        papers=found.papers,
        learners=found.learners,
        unplaced=found.unplaced,
        missing=found.missing,
        collected=collected,
        isolated=grading.why_open,
        graded_at=datetime.now().strftime("%Y-%m-%d %H:%M"),
        lessons=lessons,
    )
    for line in lines:
        print(line, flush=True)
    open_ = {
        (result.learner, result.lesson): result.message
        for result in results
        if result.message.startswith(NOT_JUDGED)
    }
    if open_:
        raise Stop(
            f"{len(open_)} of {len(found.papers)} notebooks could not be judged, and have no "
            f"points in the report: {next(iter(open_.values()))} Run the same command again: what "
            "was judged is kept."
        )


if __name__ == "__main__":
    code = main()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # threads that still wait for a sandbox must not hold it up
