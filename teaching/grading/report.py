"""Write down how a class did: tables, a page for each learner, one for the teacher, one to show.

Everything is made in a scratch folder first and then takes its place, so that a run which is ended
leaves the old report. A run that is ended while files take their places is completed by the next.
"""

import csv
import functools
import io
import itertools
import json
import math
import os
import re
import secrets
import shutil
import statistics
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from helpers.checks import exercises
from helpers.checks.sentences import TABLE, sentences
from teaching.build import LESSON_FOLDER
from teaching.grading.collect import Person
from teaching.grading.paper import STATES, Paper, Result

SIGNS = {"correct": "✓", "incorrect": "✗", "not attempted": "○"}
OTHER_SIGN = "!"
BY_HAND = "Set by hand"
"""How the flag of a result begins whose points the teacher has set."""
LONGEST_CODE = 50_000
"""Characters of an answer that a page shows."""
BARS = 10
REPEATED = 3
LIKELY = 0.01
"""Two misconceptions go together if chance makes so many meet with this probability at most."""
RECALL, GUESS, OWN = "recall question", "guess", "first hint"
PAGE_NAME = re.compile(r"[\w-]{20,}\.html", re.ASCII)
MOODLE_FILE = re.compile(r"_(\d+)_assignsubmission_")
CANVAS_FILE = re.compile(r"(?:^|/)[^/_]+(?:_late)?(?:_LATE)?_(\d+)_\d{3,}_[^/]*$")


class ReportError(OSError):
    """The report cannot take its place; the message says what to do."""


# Texts of others


def one_line(text: str) -> str:
    """A text in one line, in which nothing acts on a terminal or turns the reading direction.

    Such characters are spelt out: an escape becomes `\\x1b`.
    """
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(map(_spelt, text)).split())


def code_lines(text: str) -> str:
    """Somebody's code, in its lines and with its tabs, and spelt out like `one_line`."""
    more = len(text) - LONGEST_CODE
    shown = "\n".join("".join(map(_spelt, line)) for line in text[:LONGEST_CODE].splitlines())
    return f"{shown}\n[and {more:,} more characters]" if more > 0 else shown


def _spelt(letter: str) -> str:
    if letter.isprintable() or letter == "\t":
        return letter
    if unicodedata.category(letter) in ("Zs", "Zl", "Zp") or letter in "\r\n":
        return " "
    return letter.encode("unicode_escape").decode("ascii")


def defused(value) -> str:
    """A field of a table; a text that a spreadsheet would run gets an apostrophe in front."""
    if isinstance(value, int | float):
        return f"{value:g}"
    text = one_line(value)
    return f"'{text}" if text.startswith(tuple("=+-@＝＋－＠")) and text != "-" else text


def shown_names(learners: Iterable[Person]) -> dict[str, str]:
    """How a report calls each learner, by name; those that look the same get an id or number."""
    alike = defaultdict(list)
    for learner in learners:
        key = one_line(learner.name) or "(no name)"
        alike[unicodedata.normalize("NFKC", key).casefold()].append((learner, key))
    taken = {same[0][1] for same in alike.values() if len(same) == 1}
    shown = {}
    for same in alike.values():
        ids = [one_line(learner.id) for learner, _ in same]
        for place, (learner, key) in enumerate(sorted(same, key=lambda each: each[0].name)):
            name, number = key, place + 1
            if len(same) > 1:
                own = one_line(learner.id)
                name = f"{key} ({own if own and ids.count(own) == 1 else number})"
                while name in taken:
                    number += 1
                    name = f"{key} ({number})"
            taken.add(name)
            shown[learner.name] = name
    return shown


def _not_placed(file: tuple[str, str]) -> Result:
    """The row of a file that belongs to nobody; `file` is its path and why."""
    path, reason = file
    return Result("?", "", "", "needs a look", 0, 0, message=f"{path}: {reason}")


def _as_data(result: Result) -> dict:
    by_hand = is_by_hand(result)
    return {**asdict(result), "misconception": result.cause, "set_by_hand": by_hand}


def is_by_hand(result: Result) -> bool:
    """Whether the teacher has set the points of a result."""
    return any(flag.lower().startswith(BY_HAND.lower()) for flag in result.flags)


def is_unknown(result: Result) -> bool:
    """Whether nothing is known of an answer yet, so that 0 points would say too much."""
    return result.state in ("unreadable", "needs a look") and not is_by_hand(result)


# What the lessons ask


@dataclass
class Question:
    """A question of a lesson: a guess, a recall question, or the first hint of an exercise."""

    lesson: str
    section: str
    kind: str
    text: str
    more: str = ""
    """what it is recognised by besides: the answers to choose from, an explanation"""


class Lessons:
    """The titles, sections and questions of all lessons, read from their sources."""

    def __init__(self):
        self.titles: dict[str, str] = {}
        self.headings: dict[str, str] = {}
        self.sections: dict[str, str] = {}
        self.questions: list[Question] = []
        self.own: dict[str, Question] = {}
        """by exercise: the question that its first hint asks"""
        for path in sorted(LESSON_FOLDER.glob("[0-9][0-9]_*.md")):
            self._read(path.stem, path.read_text("utf-8"))
        words = [self._words(each) for each in self.questions]
        self._in_how_many = Counter(itertools.chain.from_iterable(words))

    def _read(self, lesson: str, source: str) -> None:
        section, heading, name, text = "", "", "", ""
        parts = r"^(```\{code-cell\}.*?^```$)|^(?=#{1,3} )"
        for block in filter(None, re.split(parts, source, flags=re.M | re.S)):
            if not block.startswith("```{code-cell}"):
                line = block.partition("\n")[0]
                if line.startswith("#"):
                    title = line.lstrip("# ").removeprefix("Exercise: ").strip()
                    title = title[:1].upper() + title[1:]
                    if line.startswith("# "):
                        self.titles[lesson] = title
                    section = title if line.startswith("## ") else section
                    heading = title
                for asked, answers in re.findall(
                    r"^\*\*\d+\.\*\* (.+?)$(.*?)(?=^\*\*\d|^\+\+\+|^#|\Z)", block, re.M | re.S
                ):
                    asked = re.sub(r"^\(?[Ll]esson \d+(?:\)|:) ", "", _plain(asked))
                    self.questions.append(Question(lesson, section, RECALL, asked, answers))
                why = re.search(r"<summary>(Why[^<]*)</summary>(.*?)</details>", block, re.S)
                if why and name:
                    self.own[name].more += why[2]
                text, name = block, ""
                continue
            found = re.search(r"^:name: (\S+)$", block, re.M)
            if found and re.search(r"^:tags: .*\bexercise\b", block, re.M):
                name = found[1]
                self.headings[name], self.sections[name] = heading, section
                hint = re.search(r"<summary>A question</summary>(.*?)</details>", text, re.S)
                asked = _plain(hint[1]) if hint else "Why does this work?"
                self.own[name] = Question(lesson, section, OWN, asked, text)
                self.questions.append(self.own[name])
            elif found and re.search(r"^:tags: .*\bguess\b", block, re.M):
                paragraphs = [part for part in text.strip().split("\n\n") if part.strip("+ \n")]
                asked = _plain(paragraphs[-1]) if paragraphs else heading
                self.questions.append(Question(lesson, section, GUESS, asked, found[1]))

    def title(self, lesson: str) -> str:
        return self.titles.get(lesson, lesson)

    def heading(self, exercise: str) -> str:
        return self.headings.get(exercise, exercise.replace("-", " "))

    @staticmethod
    def _words(question: Question) -> set[str]:
        return _stems(f"{question.text} {question.more}")

    def address(self, exercise: str, cause: str) -> Question | None:
        """The question that fits a misconception best; in doubt it is the exercise's first hint.

        Looked at are the guesses of the exercise's section, and the recall questions of its lesson
        and of the two that follow, which ask again. The fit is the rare words that they share with
        the check's sentence and the misconception's name.
        """
        lesson = next((each.lesson for each in _asked() if each.name == exercise), "")
        said = _stems(f"{sentences().get(cause, '')} {cause.replace('-', ' ')}")
        about = _stems(f"{self.heading(exercise)} {exercise.replace('-', ' ')}")
        place = {name: number for number, name in enumerate(self.titles)}
        best, most = None, -1.0
        for question in self.questions:
            near = question.lesson == lesson and question.section == self.sections.get(exercise)
            later = place[question.lesson] - place.get(lesson, -9)
            if question.kind == OWN:
                weight = 3.0 if question is self.own.get(exercise) else 0.0
            elif question.kind == GUESS:
                weight = 3.0 if near else 0.0
            else:
                weight = {0: 2.0, 1: 1.0, 2: 1.0}.get(later, 0.0)
            if not weight:
                continue
            words = self._words(question)
            fit = sum(self._rarity(word) for word in words & said)
            fit += sum(self._rarity(word) for word in words & about) / 2
            fit *= weight / math.sqrt(len(words) + 10)
            if fit > most:
                best, most = question, fit
        return best

    def _rarity(self, word: str) -> float:
        return math.log(len(self.questions) / self._in_how_many[word])


@functools.cache
def lessons_read() -> Lessons:
    return Lessons()


@functools.cache
def _asked() -> tuple:
    return tuple(exercises().values())


COMMON = re.compile(r"\b(?:that|this|with|which|what|does|have|from|each|your|they|only|then)\b")


def _stems(text: str) -> set[str]:
    """The words of a text, shortened so that "rows" and "row", "dividing" and "divide" meet."""
    text = COMMON.sub(" ", re.sub(r"</?\w+>|\{\w+\}", " ", text.lower()))
    return {word.rstrip("s")[:5] for word in re.findall(r"[a-z]{3,}", text)}


def _plain(markdown: str) -> str:
    """A text of a lesson without its HTML, bold type and dollars; `code` stays."""
    text = re.sub(r"</?code>", "`", markdown.replace("**", ""))
    text = re.sub(r"\$\$?(.+?)\$\$?", r"`\1`", re.sub(r"</?[a-z]+>", "", text), flags=re.S)
    return " ".join(text.split())


def inline(text: str) -> Markup:
    """A sentence with `code` as HTML; all else is escaped."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return escape("`".join(parts))
    marked = (
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )
    return Markup("").join(marked)


def title_of(cause: str) -> str:
    """What a misconception or broken property is called: the first of its sentences, in short."""
    sentence = sentences().get(cause)
    if sentence is None:
        return cause.replace("-", " ")
    sentence = re.sub(r"\s+", " ", re.sub(r"\{\w+\}", "…", sentence)).strip(" …")
    first = re.match(r".{20,}?[.?:](?= |$)", sentence)
    return (first[0] if first else sentence).rstrip(".: ") or cause.replace("-", " ")


# Counting


@functools.cache
def _no_misconceptions() -> frozenset[str]:
    """The sentences that say that there is no answer yet."""
    return frozenset(tomllib.loads(TABLE.read_text("utf-8"))["not-attempted"])


class Counted:
    """What is counted in a class. Every table is in an order that does not change."""

    def __init__(self, results: Sequence[Result], lessons: Sequence[str], shown: dict[str, str]):
        self.shown = shown
        self.lessons = list(lessons)
        self.asked = [each for each in _asked() if each.lesson in lessons]
        place = {each.name: number for number, each in enumerate(_asked())}
        self.results = sorted(
            results,
            key=lambda one: (shown[one.learner], one.lesson, place.get(one.exercise, -1)),
        )
        self.of_learner: dict[str, list[Result]] = defaultdict(list)
        self.totals: dict[tuple[str, str], float] = defaultdict(float)
        """points by learner and lesson"""
        self.grades: dict[tuple[str, str], float] = {}
        """points by learner and exercise, those that are unknown left out"""
        self.unknown: set[tuple[str, str]] = set()
        """the learners and lessons of which something is unknown"""
        self.judged: dict[str, set[str]] = defaultdict(set)
        """by exercise: who handed in its lesson"""
        self.who: dict[tuple[str, str], list[str]] = defaultdict(list)
        """by exercise and cause: who was told so"""
        for one in self.results:
            self.of_learner[one.learner].append(one)
            self.totals[one.learner, one.lesson] += one.points
            if is_unknown(one):
                self.unknown.add((one.learner, one.lesson))
            else:
                self.grades[one.learner, one.exercise] = one.points
            self.judged[one.exercise].add(one.learner)
            told = one.cause and one.state in ("incorrect", "timed out")
            if told and one.cause not in _no_misconceptions():
                self.who[one.exercise, one.cause].append(one.learner)
        self.frequent = sorted(
            self.who, key=lambda each: (-len(self.who[each]), place.get(each[0], -1), each[1])
        )

    def of_lesson(self, lesson: str) -> dict:
        """What a page says of a lesson: how the totals spread, and how each exercise ended."""
        asked = [each for each in self.asked if each.lesson == lesson]
        of = sum(each.points for each in asked)
        totals = [total for (_, one), total in self.totals.items() if one == lesson]
        width = max(1, math.ceil((of + 1) / BARS))
        counts = Counter(min(max(int(total), 0), of) // width for total in totals)
        bars = []
        for place in range(of // width + 1):
            low, high = place * width, min(place * width + width - 1, of)
            label = f"{low}" if low == high else f"{low} to {high}"
            bars.append({"label": label, "count": counts[place]})
        rows = []
        for each in asked:
            own = [one for one in self.results if one.exercise == each.name]
            states = Counter(one.state for one in own)
            rows.append(
                {
                    "heading": lessons_read().heading(each.name),
                    "of": each.points,
                    "mean": statistics.fmean(one.points for one in own) if own else 0.0,
                    "judged": len(own),
                    "correct": states["correct"],
                    "others": [
                        (STATES[state], states[state])
                        for state in STATES
                        if state != "correct" and states[state]
                    ],
                }
            )
        return {
            "title": lessons_read().title(lesson),
            "of": of,
            "count": len(totals),
            "mean": statistics.fmean(totals) if totals else 0.0,
            "median": statistics.median(totals) if totals else 0.0,
            "bars": bars,
            "most": max(counts.values(), default=0),
            "rows": rows,
        }

    def states(self) -> list[tuple[str, int]]:
        """How many results ended in each state, those that none ended in left out."""
        counts = Counter(one.state for one in self.results)
        return [(STATES[state], counts[state]) for state in STATES if counts[state]]

    def misconceptions(self) -> list[dict]:
        """Every misconception, the most frequent first: what it is called, where, and who."""
        return [
            {
                "title": title_of(cause),
                "cause": cause,
                "heading": lessons_read().heading(exercise),
                "count": len(self.who[exercise, cause]),
                "of": len(self.judged[exercise]),
                "who": self.who[exercise, cause],
            }
            for exercise, cause in self.frequent
        ]

    def pairs(self) -> tuple[list[dict], int]:
        """Misconceptions that go together, and how many pairs were compared.

        Counted among the learners who handed in both lessons. A pair is named if at least two have
        both, and if so many would have both with a probability of `LIKELY` at most, were the two
        spread over the class at random (Fisher's exact test, one-sided).
        """
        often = [each for each in self.frequent if len(self.who[each]) > 1]
        found, compared = [], 0
        for first, second in itertools.combinations(often, 2):
            if first[0] == second[0]:
                continue  # an exercise has one verdict
            compared += 1
            among = self.judged[first[0]] & self.judged[second[0]]
            one, other = set(self.who[first]) & among, set(self.who[second]) & among
            both = len(one & other)
            if both < 2:
                continue
            ways = sum(
                math.comb(len(one), k) * math.comb(len(among) - len(one), len(other) - k)
                for k in range(both, min(len(one), len(other)) + 1)
            )
            chance = ways / math.comb(len(among), len(other))
            if chance <= LIKELY:
                pair = {
                    "titles": [
                        (title_of(c), lessons_read().heading(e)) for e, c in (first, second)
                    ],
                    "counts": (len(one), len(other)),
                    "both": both,
                    "among": len(among),
                    "expected": len(one) * len(other) / len(among),
                }
                found.append((chance, -both, first, second, pair))
        return [pair for *_, pair in sorted(found, key=lambda each: each[:4])], compared

    def monday(self) -> list[dict]:
        """What to repeat: the most frequent misconceptions, each with a question of the lessons."""
        repeated = []
        for one, (exercise, cause) in zip(
            self.misconceptions()[:REPEATED], self.frequent, strict=False
        ):
            question = lessons_read().address(exercise, cause)
            where = lessons_read().title(question.lesson) if question else ""
            repeated.append({**one, "question": question, "where": where})
        return repeated


# Writing


def write(
    out: Path,
    scratch: Path,
    *,
    results: list[Result],
    papers: list[Paper],
    learners: list[Person],
    unplaced: list[tuple[str, str]],
    missing: list[str],
    collected: str,
    isolated: str,
    graded_at: str,
    lessons: list[str],
) -> list[str]:
    """Write the report into `out`, and return the lines to print at the end.

    `collected` is the text of collected.csv; `unplaced` are files that belong to nobody, each with
    its reason; `missing` is who handed in nothing; `isolated` says why submissions ran without a
    sandbox, or is "". `scratch` must be on the same disk as `out`. Raises `ReportError` if a file
    of the report cannot be replaced.
    """
    out.mkdir(parents=True, exist_ok=True)
    scratch.mkdir(parents=True, exist_ok=True)
    ready, made = scratch / "report-ready", scratch / "report-made"
    _take_place(ready, out, scratch)
    known = {learner.name: learner for learner in learners}
    for name in (*(paper.learner for paper in papers), *(one.learner for one in results), *missing):
        known.setdefault(name, Person(name))
    shown = shown_names(known.values())
    counted = Counted(results, lessons, shown)
    handed_in = dict.fromkeys((*counted.of_learner, *(paper.learner for paper in papers)))
    pages = _page_names(out)
    for name in handed_in:
        pages.setdefault(name, f"{secrets.token_urlsafe(24)}.html")
    shutil.rmtree(made, ignore_errors=True)
    (made / "learners").mkdir(parents=True)
    order = sorted(known.values(), key=lambda learner: shown[learner.name])
    unplaced = sorted(unplaced)
    (made / "collected.csv").write_text(collected, "utf-8", newline="")
    _write_tables(made, counted, order, pages, unplaced)
    data = {
        "graded_at": graded_at,
        "isolated": not isolated,
        "why_not_isolated": isolated,
        "results": [_as_data(one) for one in (*counted.results, *map(_not_placed, unplaced))],
        "unplaced": [{"file": path, "reason": reason} for path, reason in unplaced],
        "missing": sorted(missing),
        "pages": dict(sorted(pages.items())),
    }
    (made / "verdicts.json").write_text(json.dumps(data, indent=1) + "\n", "ascii")
    _write_pages(made, counted, papers, order, pages, data)
    os.replace(made, ready)
    _take_place(ready, out, scratch)
    where = one_line(str(out))
    lines = [f"{where}: begin with teacher.html; class.html is the same without names, to show."]
    looks = sum(bool(one.flags) or is_unknown(one) for one in counted.results)
    if looks:
        lines.append(f"{looks} results are flagged: teacher.html lists them.")
    if counted.unknown:
        lines.append(
            f"{len(counted.unknown)} notebooks have answers without points, which a person has to "
            "look at: moodle.csv and canvas.csv leave these totals empty. --set gives the points."
        )
    return lines


def _take_place(ready: Path, out: Path, scratch: Path) -> None:
    """Let a finished report take its place, also one that an ended run left finished.

    The names of the learners' pages come first, and `ready` goes last.
    """
    if not ready.is_dir():
        return
    files = sorted(
        (path for path in ready.iterdir() if path.is_file()),
        key=lambda path: (path.name != "verdicts.json", path.name),
    )
    try:
        for path in files:
            os.replace(path, out / path.name)
        if (ready / "learners").is_dir():
            old = scratch / "report-old"
            shutil.rmtree(old, ignore_errors=True)
            if (out / "learners").exists():
                os.replace(out / "learners", old)
            os.replace(ready / "learners", out / "learners")
            shutil.rmtree(old, ignore_errors=True)
    except PermissionError as error:
        name = Path(error.filename or out).name
        raise ReportError(
            f"{name} cannot be replaced. Close it in every other program, then run this again."
        ) from None
    shutil.rmtree(ready)


def _page_names(out: Path) -> dict[str, str]:
    """The names of the learners' pages that the last report gave."""
    try:
        pages = json.loads((out / "verdicts.json").read_text("utf-8"))["pages"]
        return {name: page for name, page in pages.items() if PAGE_NAME.fullmatch(page)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def table(rows: Iterable[Sequence]) -> str:
    """A table as a text that a spreadsheet opens and does not run."""
    text = io.StringIO(newline="")
    # With quotes, a semicolon within a text starts no field where semicolons part them.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([defused(value) for value in row] for row in rows)
    return text.getvalue()


def _write_table(path: Path, rows: Iterable[Sequence], bom: bool = True) -> None:
    path.write_bytes(table(rows).encode("utf-8-sig" if bom else "utf-8"))


def _write_tables(made: Path, counted: Counted, learners: list, pages: dict, unplaced: list):
    shown, lessons = counted.shown, counted.lessons
    titles = [lessons_read().title(lesson) for lesson in lessons]
    most = [sum(each.points for each in counted.asked if each.lesson == one) for one in lessons]
    names = [each.name for each in counted.asked]
    grades = [("learner", *names, "total")]
    moodle = [
        ("Identifier", "Full name", "Email address", "ID number", "Grade", "Maximum Grade")
        + ("Last modified (grade)", *titles)
    ]
    canvas = [
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles),
        ("Points Possible", "", "", "", "", *most),
    ]
    links = [("learner", "id", "email", "page")]
    for learner in learners:
        name, key = shown[learner.name], learner.name
        points = [counted.grades.get((key, each), "") for each in names]
        known_points = [value for value in points if value != ""]
        grades.append((name, *points, sum(known_points) if known_points else ""))
        by_lesson = [
            "" if (key, lesson) in counted.unknown else counted.totals.get((key, lesson), "")
            for lesson in lessons
        ]
        own = [total for total in by_lesson if total != ""]
        unknown = any((key, lesson) in counted.unknown for lesson in lessons)
        total = sum(own) if own and not unknown else ""
        participant, number = _number(learner, MOODLE_FILE), _number(learner, CANVAS_FILE)
        identifier = f"Participant {participant}" if participant else ""
        # A platform's own number is not the one that a school gives.
        number_of_school = "" if learner.id in (participant, number) else learner.id
        known = (identifier, name, learner.email, number_of_school)
        moodle.append((*known, total, sum(most), "-", *by_lesson))
        # Canvas takes any row whose name holds these two words for the one that gives the points.
        student = name.replace("Points Possible", "Points possible")
        canvas.append((student, number, number_of_school, learner.email, "", *by_lesson))
        if key in pages and key in counted.of_learner:
            links.append((name, learner.id, learner.email, f"learners/{pages[key]}"))
    verdicts = [
        ("learner", "exercise", "state", "points", "misconception", "message", "lesson", "flags")
    ]
    for one in counted.results:
        message = f"{one.message} ({one.line})" if one.line else one.message
        verdict = (one.exercise, one.state, one.points, one.cause, message, one.lesson)
        verdicts.append((shown[one.learner], *verdict, "; ".join(one.flags)))
    for one in map(_not_placed, unplaced):
        verdicts.append((one.learner, "", one.state, one.points, "", one.message, "", ""))
    _write_table(made / "grades.csv", grades)
    _write_table(made / "verdicts.csv", verdicts)
    _write_table(made / "learners.csv", links)
    _write_table(made / "moodle.csv", moodle, bom=False)
    _write_table(made / "canvas.csv", canvas, bom=False)


def _number(learner: Person, pattern: re.Pattern) -> str:
    """The number that a platform put into the names of the files that it handed out."""
    found = {match[1] for path in learner.files for match in pattern.finditer(path)}
    return found.pop() if len(found) == 1 else ""


def _write_pages(made: Path, counted: Counted, papers, learners: list, pages: dict, data: dict):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        line=one_line, code=code_lines, inline=inline, points=lambda value: f"{round(value, 2):g}"
    )
    environment.globals.update(
        shown=counted.shown, pages=pages, graded_at=data["graded_at"], states=STATES
    )
    template = environment.get_template("report.html")
    by_work = {(paper.learner, paper.lesson): paper for paper in papers}
    for learner in learners:
        own = [
            _for_learner(counted, by_work.get((learner.name, lesson)), learner.name, lesson)
            for lesson in counted.lessons
            if (learner.name, lesson) in counted.totals or (learner.name, lesson) in by_work
        ]
        if own:
            title = f"Your results: {counted.shown[learner.name]}"
            page = template.render(kind="learner", title=title, works=own, files=learner.files)
            (made / "learners" / pages[learner.name]).write_text(page, "utf-8", "replace")
    lessons = [counted.of_lesson(lesson) for lesson in counted.lessons]
    pairs, compared = counted.pairs()
    looks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in counted.results:
        for flag in [*one.flags, *([one.message] if is_unknown(one) else [])]:
            looks[one.learner, flag].append(lessons_read().heading(one.exercise))
    flagged = [
        (counted.shown[name], pages[name], ", ".join(where), flag)
        for (name, flag), where in looks.items()
    ]
    table = [
        (
            counted.shown[learner.name],
            pages[learner.name],
            [
                (
                    counted.totals.get((learner.name, lesson)),
                    (learner.name, lesson) in counted.unknown,
                )
                for lesson in counted.lessons
            ],
        )
        for learner in learners
        if learner.name in counted.of_learner
    ]
    for kind, title in (("teacher", "How the class did"), ("class", "How we did")):
        page = template.render(
            kind=kind,
            title=title,
            isolated=data["why_not_isolated"],
            lessons=lessons,
            learners=len(counted.of_learner),
            counted_states=counted.states(),
            misconceptions=counted.misconceptions(),
            pairs=pairs,
            compared=compared,
            likely=LIKELY,
            monday=counted.monday(),
            flagged=flagged if kind == "teacher" else [],
            table=table if kind == "teacher" else [],
            unplaced=data["unplaced"] if kind == "teacher" else [],
            missing=[counted.shown[name] for name in data["missing"]] if kind == "teacher" else [],
        )
        (made / f"{kind}.html").write_text(page, "utf-8", "replace")


def _for_learner(counted: Counted, paper: Paper | None, learner: str, lesson: str) -> dict:
    rows = [
        {
            "heading": lessons_read().heading(one.exercise),
            "kind": {"correct": "right", "not attempted": "open"}.get(one.state, "wrong"),
            "sign": SIGNS.get(one.state, OTHER_SIGN),
            "state": STATES[one.state],
            "points": one.points,
            "of": one.of,
            "by_hand": is_by_hand(one),
            "message": one.message,
            "line": one.line,
            "code": paper.written.get(one.exercise, "") if paper else "",
        }
        for one in counted.of_learner.get(learner, [])
        if one.lesson == lesson
    ]
    return {
        "title": lessons_read().title(lesson),
        "points": counted.totals.get((learner, lesson), 0.0),
        "of": sum(row["of"] for row in rows),
        "notes": paper.notes if paper else [],
        "unreadable": paper.unreadable if paper else "",
        "rows": rows,
    }
