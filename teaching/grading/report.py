"""Write down how a class did: tables, a page for each learner, one for the teacher, one to show.

A report is written whole or not at all. It is made in the scratch folder, which then gets the name
`ready`; from there its files go to their places, by the next run if this one is ended in between.
"""

import csv
import functools
import html
import itertools
import json
import os
import re
import secrets
import shutil
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import jinja2

from helpers.checks import LESSONS, exercises
from helpers.checks.sentences import sentences
from helpers.runs import COURSE
from teaching.grading.collect import clean
from teaching.grading.paper import STATES, Paper, Result

SIGNS = {"correct": "✓", "incorrect": "✗", "not attempted": "○", "needs a look": "?"}
OTHER_SIGN = "!"
LONGEST_CODE = 200_000
"""Characters of an answer that a page shows."""
TOGETHER = 2
"""So many learners at least have both misconceptions of a pair that is named."""
MOST_PAIRS, REPEATED = 5, 3
BARS = 10


BY_HAND = "Points by hand"
"""How a result's flag begins that says that its points were set by the teacher."""


@dataclass
class Learner:
    """Whom a platform knows by which number or address; "" where that is not known."""

    name: str
    id: str = ""
    email: str = ""
    files: list[str] = field(default_factory=list)
    """what was taken of theirs"""


@dataclass
class Work:
    """One learner's notebook of one lesson, judged."""

    paper: Paper
    results: list[Result]
    """one for each exercise, in the lesson's order"""

    @property
    def learner(self) -> str:
        return self.paper.learner

    @property
    def lesson(self) -> str:
        return self.paper.lesson

    @property
    def total(self) -> float:
        return sum(result.points for result in self.results)


@dataclass
class Class:
    """All that a report tells of."""

    works: list[Work]
    """sorted by learner and lesson"""
    learners: list[Learner]
    unplaced: list[tuple[str, str]]
    """files that belong to nobody, and why"""
    missing: list[str]
    isolated: str
    """why the submissions ran without a sandbox, or "" if they ran in one"""
    graded_at: str


def is_by_hand(result: Result) -> bool:
    return any(flag.startswith(BY_HAND) for flag in result.flags)


# Texts of others


def clean_code(text: str) -> str:
    """Code of somebody else's with its lines and tabs; what a terminal would obey is spelt out."""
    if len(text) > LONGEST_CODE:
        text = f"{text[:LONGEST_CODE]}\n… and {len(text) - LONGEST_CODE:,} characters more"
    return "\n".join(
        "".join(
            letter
            if letter.isprintable() or letter in "\t\u200d"
            else letter.encode("unicode_escape").decode()
            for letter in line
        )
        for line in text.splitlines()
    )


def defused(value) -> str:
    """A field of a table that no spreadsheet takes for a formula."""
    text = f"{value:g}" if isinstance(value, float) else clean(str(value))
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not is_number else text


def _backticks(text: str) -> str:
    """A sentence of the checks or lessons as HTML, with its `code`."""
    parts = html.escape(text).split("`")
    if len(parts) % 2:
        parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
        return jinja2.utils.markupsafe.Markup("".join(parts))
    return jinja2.utils.markupsafe.Markup("`".join(parts))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# What the lessons say


class Lesson:
    """The headings and questions of the teacher's copy of a lesson."""

    def __init__(self, name: str):
        self.name = name
        self.of = sum(each.points for each in exercises().values() if each.lesson == name)
        self.headings: dict[str, str] = {}
        self.sections: dict[str, str] = {}
        self._hints: dict[str, str] = {}
        self._guesses: dict[str, list[str]] = defaultdict(list)
        path = COURSE / "notebooks" / f"{name}.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text, section, self.title = "", "", name
        for cell in cells:
            source = "".join(cell["source"])
            tags = cell["metadata"].get("tags", [])
            if cell["cell_type"] == "markdown":
                text = source
                if source.startswith("# "):
                    self.title = source.splitlines()[0][2:]
                for heading in re.findall(r"^## (.+)$", source, re.MULTILINE):
                    section = heading
            elif "exercise" in tags:
                headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
                heading = headings[-1].partition(": ")[2] if headings else ""
                self.headings[cell["id"]] = f"{cell['id']}: {heading}" if heading else cell["id"]
                self.sections[cell["id"]] = section
                hint = re.search(r"<summary>A question</summary>(.*?)</details>", text, re.DOTALL)
                self._hints[cell["id"]] = _plain(hint[1]) if hint else ""
            elif "guess" in tags:
                self._guesses[section].append(_plain(text.split("\n\n")[-1]))

    def question(self, exercise: str, cause: str, asked_before: list[str]) -> str:
        """A question of the exercise's section: a guess, or its first hint; else of the lesson.

        Of several the one that shares the most words with what the check says. One that was asked
        before is taken only if there is no other.
        """
        words = _words(sentences().get(cause, "")) | _words(exercise.replace("-", " "))
        asked = [*self._guesses[self.sections[exercise]], self._hints[exercise]]
        asked = [question for question in asked if question] or sum(self._guesses.values(), [])
        asked = [question for question in asked if question not in asked_before] or asked
        return max(asked, key=lambda question: len(words & _words(question)), default="")


def _plain(markdown: str) -> str:
    """A Markdown text without its HTML and headings; `code` stays."""
    text = re.sub(r"</?code>", "`", markdown)
    text = html.unescape(re.sub(r"<[^>]+>|^#+ .*$", "", text, flags=re.MULTILINE))
    return " ".join(text.replace("**", "").split())


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


lesson_named = functools.cache(Lesson)


def title_of(cause: str) -> str:
    """What a misconception or a broken property is called: the first of its check's sentences."""
    sentence = re.sub(r"\{\w+\}", "…", sentences().get(cause, cause.replace("-", " ")))
    first = re.match(r".*?[.:?](?=[\s…]|$)", sentence)
    title = first[0] if first and len(sentence) > 60 else sentence
    title = title.rstrip(".:… ")
    return title[:1].upper() + title[1:]


# Counting


@dataclass
class Misconception:
    """One way in which an exercise went wrong, and who did."""

    lesson: str
    exercise: str
    cause: str
    of: int
    who: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return title_of(self.cause)

    @property
    def heading(self) -> str:
        return lesson_named(self.lesson).headings[self.exercise]

    @property
    def count(self) -> int:
        return len(self.who)


class Counted:
    """What is counted in one pass over a class."""

    def __init__(self, class_: Class):
        self.totals: dict[str, list[float]] = defaultdict(list)
        self.states: dict[str, Counter] = defaultdict(Counter)
        self.points: dict[str, float] = defaultdict(float)
        self.grades: dict[str, dict[str, float]] = defaultdict(dict)
        """for each learner: points by exercise"""
        self.lessons_of: dict[str, dict[str, float]] = defaultdict(dict)
        self.look: list[dict] = []
        self.by_hand: list[dict] = []
        found: dict[tuple[str, str], Misconception] = {}
        for work in class_.works:
            self.totals[work.lesson].append(work.total)
            self.lessons_of[work.learner][work.lesson] = work.total
            self._look_at(work)
            for result in work.results:
                name = result.exercise
                self.states[name][result.state] += 1
                self.points[name] += result.points
                self.grades[work.learner][name] = result.points
                if result.cause and result.state in ("incorrect", "timed out"):
                    one = Misconception(work.lesson, name, result.cause, 0)
                    found.setdefault((name, result.cause), one).who.append(work.learner)
        self.lessons = [lesson for lesson in LESSONS if lesson in self.totals]
        self.exercises = [each for each in exercises().values() if each.lesson in self.lessons]
        for one in found.values():
            one.of = len(self.totals[one.lesson])
        order = {name: place for place, name in enumerate(exercises())}
        self.misconceptions = sorted(
            found.values(), key=lambda one: (-one.count, order[one.exercise], one.cause)
        )

    def _look_at(self, work: Work) -> None:
        headings = lesson_named(work.lesson).headings
        unreadable = work.paper.unreadable
        looks = [(lesson_named(work.lesson).title, unreadable)] if unreadable else []
        flags = Counter(flag for result in work.results for flag in set(result.flags))
        for result in work.results:
            for flag in result.flags:
                if not flag.startswith(BY_HAND):  # what many answers share is said once
                    where = "" if flags[flag] > 1 else headings[result.exercise]
                    looks.append((where, flag))
            if result.state == "needs a look":
                looks.append((headings[result.exercise], result.message or STATES[result.state]))
            if is_by_hand(result):
                self.by_hand.append(
                    {
                        "learner": work.learner,
                        "heading": headings[result.exercise],
                        "points": result.points,
                        "of": result.of,
                    }
                )
        seen = dict.fromkeys((work.learner, where, why) for where, why in looks)
        self.look += [{"learner": x, "where": where, "why": why} for x, where, why in seen]

    def pairs(self) -> list[dict]:
        """Misconceptions that the same learners have, more often than by chance."""
        pairs = []
        often = [one for one in self.misconceptions if one.count >= TOGETHER]
        for first, second in itertools.combinations(often, 2):
            if first.exercise == second.exercise:
                continue
            both = len(set(first.who) & set(second.who))
            if both >= TOGETHER and both * len(self.grades) > first.count * second.count:
                share = both / len(set(first.who) | set(second.who))
                pairs.append((-share * both, first, second, both))
        return [
            {
                "first": f"{first.title} ({first.exercise})",
                "second": f"{second.title} ({second.exercise})",
                "both": both,
                "count_first": first.count,
                "count_second": second.count,
            }
            for _, first, second, both in sorted(pairs, key=lambda pair: pair[0])[:MOST_PAIRS]
        ]

    def monday(self) -> list[dict]:
        """The most frequent misconceptions, each with a question of the lessons."""
        repeated: list[dict] = []
        for one in self.misconceptions[:REPEATED]:
            lesson = lesson_named(one.lesson)
            repeated.append(
                {
                    "title": one.title,
                    "heading": one.heading,
                    "count": one.count,
                    "of": one.of,
                    "place": f"lesson {lesson.title}, section {lesson.sections[one.exercise]!r}",
                    "question": lesson.question(
                        one.exercise, one.cause, [other["question"] for other in repeated]
                    ),
                }
            )
        return repeated

    def of_lesson(self, name: str) -> dict:
        """What a page says of one lesson."""
        lesson, totals = lesson_named(name), self.totals[name]
        step = max(1, -(-lesson.of // BARS))
        bins = Counter(min(int(total // step), lesson.of // step) for total in totals)
        distribution = []
        for place in range(lesson.of // step + 1):
            low, high = place * step, min((place + 1) * step - 1, lesson.of)
            label = str(low) if low == high else f"{low} to {high}"
            distribution.append((label, bins[place]))
        rows = []
        for each in self.exercises:
            if each.lesson == name:
                states = self.states[each.name]
                others = [(STATES[s], states[s]) for s in STATES if s != "correct" and states[s]]
                rows.append(
                    {
                        "heading": lesson.headings[each.name],
                        "correct": states["correct"],
                        "mean": self.points[each.name] / len(totals),
                        "of": each.points,
                        "others": others,
                    }
                )
        return {
            "title": lesson.title,
            "count": len(totals),
            "of": lesson.of,
            "mean": statistics.mean(totals),
            "median": statistics.median(totals),
            "distribution": distribution,
            "most": max(bins.values()),
            "exercises": rows,
        }


# Writing


def write(
    out: Path,
    work: Path,
    *,
    papers: list[Paper],
    results: list[Result],
    learners: list[Learner],
    unplaced: list[tuple[str, str]],
    missing: list[str],
    isolated: str,
    graded_at: str,
    lessons: list[str],
) -> list[str]:
    """Write the report into `out`, and return the lines to print. `work` is a scratch folder.

    `results` are those of the papers, the lessons' exercises in their order. Each learner's page
    keeps its name, which stands in `work`.
    """
    finish(work / "ready", out)
    own: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        own[result.learner, result.lesson].append(result)
    order = sorted(papers, key=lambda paper: (paper.learner, paper.lesson))
    works = [Work(paper, own[paper.learner, paper.lesson]) for paper in order]
    made = work / "report"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    kept = work / "pages.json"
    try:
        pages = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        pages = {}
    class_ = Class(works, learners, unplaced, missing, isolated, graded_at)
    write_report(made, class_, pages)
    new = work / "pages.new"
    new.write_text(json.dumps(pages, indent=1), "utf-8")
    os.replace(new, kept)
    os.rename(made, work / "ready")
    finish(work / "ready", out)
    return [f"The report is in {clean(str(out))}. Begin with collected.csv and teacher.html."]


def write_report(folder: Path, class_: Class, pages: dict[str, str]) -> None:
    """Write every file of a report into an empty folder.

    `pages` gives the file's name of each learner's page; missing ones are made up and added.
    """
    counted = Counted(class_)
    for name in counted.grades:
        pages.setdefault(name, f"{secrets.token_urlsafe(24)}.html")
    _write_tables(folder, class_, counted, pages)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        clean=clean, clean_code=clean_code, number=_number, backticks=_backticks
    )
    template = environment.get_template("report.html")
    (folder / "learners").mkdir()
    for learner, works in itertools.groupby(class_.works, key=lambda work: work.learner):
        page = template.render(
            page="learner",
            title=learner,
            isolated=class_.isolated,
            graded_at=class_.graded_at,
            lessons=[_for_learner(work) for work in works],
        )
        (folder / "learners" / pages[learner]).write_text(page, "utf-8")
    for kind, title in (("teacher", "How the class did: for the teacher"), ("class", "How we did")):
        page = template.render(
            page=kind,
            title=title,
            isolated=class_.isolated,
            graded_at=class_.graded_at,
            pages=pages,
            learners=len(counted.grades),
            works=sum(map(len, counted.totals.values())),
            lessons=[counted.of_lesson(name) for name in counted.lessons],
            misconceptions=counted.misconceptions,
            pairs=counted.pairs(),
            monday=counted.monday(),
            look=counted.look,
            by_hand=counted.by_hand,
            missing=class_.missing if kind == "teacher" else [],
            unplaced=class_.unplaced if kind == "teacher" else [],
            table=[
                {
                    "learner": name,
                    "points": [own.get(lesson) for lesson in counted.lessons],
                    "total": sum(own.values()),
                }
                for name, own in counted.lessons_of.items()
            ],
        )
        (folder / f"{kind}.html").write_text(page, "utf-8")


def _for_learner(work: Work) -> dict:
    lesson = lesson_named(work.lesson)
    rows = [
        {
            "heading": lesson.headings[result.exercise],
            "kind": {"correct": "good", "not attempted": "open"}.get(result.state, "bad"),
            "sign": SIGNS.get(result.state, OTHER_SIGN),
            "title": STATES[result.state],
            "points": result.points,
            "of": result.of,
            "by_hand": is_by_hand(result),
            "message": result.message,
            "line": result.line,
            "code": work.paper.written.get(result.exercise, ""),
        }
        for result in work.results
    ]
    return {
        "title": lesson.title,
        "points": work.total,
        "of": lesson.of,
        "notes": work.paper.notes,
        "unreadable": work.paper.unreadable,
        "rows": rows,
    }


def _verdicts(class_: Class) -> Iterable[dict]:
    for work in class_.works:
        for result in work.results:
            row = asdict(result)
            row["set by hand"] = is_by_hand(result)
            yield row
    for path, why in class_.unplaced:
        nothing = Result("?", "", "", "needs a look", 0.0, 0.0, message=f"{path}: {why}")
        yield {**asdict(nothing), "set by hand": False}


def _write_tables(folder: Path, class_: Class, counted: Counted, pages: dict[str, str]) -> None:
    header = ("learner", "exercise", "state", "points", "misconception", "message")
    more = ("lesson", "of", "line", "set by hand", "flags")
    _write_table(
        folder / "verdicts.csv",
        (*header, *more),
        (
            (
                *(row[name] for name in ("learner", "exercise", "state", "points", "cause")),
                *(row[name] for name in ("message", "lesson", "of", "line")),
                "yes" if row["set by hand"] else "",
                "; ".join(row["flags"]),
            )
            for row in _verdicts(class_)
        ),
    )
    with open(folder / "verdicts.json", "w", encoding="ascii") as file:
        file.write("[")
        for place, row in enumerate(_verdicts(class_)):
            file.write(("\n" if place == 0 else ",\n") + json.dumps(row))
        file.write("\n]\n")
    learners = {learner.name: learner for learner in class_.learners}
    for name in (*counted.grades, *class_.missing):
        learners.setdefault(name, Learner(name))
    rows, moodle, canvas, links = [], [], [], []
    largest = {lesson: lesson_named(lesson).of for lesson in counted.lessons}
    for name in sorted(learners):
        learner, grades = learners[name], counted.grades.get(name, {})
        own = counted.lessons_of.get(name, {})
        points = [grades.get(each.name, "") for each in counted.exercises]
        total = sum(own.values()) if own else ""
        rows.append((name, *points, total, sum(largest.values()), "" if own else "missing"))
        by_lesson = [own.get(lesson, "") for lesson in counted.lessons]
        number = f"Participant {learner.id}" if learner.id.isdigit() else ""
        identity = (number, name, learner.email, learner.id)
        moodle.append((*identity, total, sum(largest.values()), "", *by_lesson))
        in_canvas = (learner.id, "") if learner.id.isdigit() else ("", learner.id)
        canvas.append((name, *in_canvas, learner.email, "", *by_lesson))
        if name in pages and own:
            links.append((name, learner.email, f"learners/{pages[name]}"))
    names = [each.name for each in counted.exercises]
    _write_table(folder / "grades.csv", ("learner", *names, "total", "of", "note"), rows)
    titles = [lesson_named(lesson).title for lesson in counted.lessons]
    identity = ("Identifier", "Full name", "Email address", "ID number")
    columns = ("Grade", "Maximum Grade", "Last modified (grade)")
    _write_table(folder / "moodle.csv", (*identity, *columns, *titles), moodle)
    identity = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    possible = ("    Points Possible", *[""] * 4, *largest.values())
    _write_table(folder / "canvas.csv", (*identity, *titles), [possible, *canvas])
    _write_table(folder / "pages.csv", ("learner", "email", "page"), links)


def _write_table(path: Path, header: Iterable, rows: Iterable) -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([defused(name) for name in header])
        writer.writerows([defused(value) for value in row] for row in rows)


def finish(ready: Path, out: Path) -> None:
    """Bring a finished report to its place, also one that a run left which was ended there."""
    if not ready.is_dir():
        return
    (out / "learners").mkdir(exist_ok=True)
    for path in sorted(ready.rglob("*.*")):
        if path.is_file():
            os.replace(path, out / path.relative_to(ready))
    with open(out / "pages.csv", encoding="utf-8-sig", newline="") as file:
        named = {Path(row["page"]).name for row in csv.DictReader(file)}
    for page in (out / "learners").glob("*.html"):
        if page.name not in named:
            page.unlink()
    shutil.rmtree(ready)
