"""Read a submitted notebook, and make a `Paper` of it.

The teacher's copy in `notebooks/` says what the lesson gives, asks and checks. The submission gives
answers only. They are found by nbgrader's id, by the cell's id, by the exercise's name in a call of
`check`, and last by the names that the check needs; so a notebook may have lost its metadata, and
cells may be edited, moved, split, doubled or gone.
"""

import ast
import functools
import json
import re
from dataclasses import dataclass, field

from helpers.checks import LESSONS, exercises
from helpers.checks.registry import exercises_and_guesses
from helpers.checks.sentences import say
from helpers.runs import COURSE
from teaching.grading.needs import BROKEN, python_of, steps_of
from teaching.grading.paper import Cell, Paper

LONGEST_CODE = 2_000_000
"""Characters of code that one submission may hold."""
MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
CELL_MAGIC = re.compile(r"\A\s*%%(time|timeit|capture|prun)\b[^\n]*\n")
"""A magic whose cell is run as Python."""
CHECK_CALL = re.compile(r"""\bcheck\(\s*(["'])([\w-]+)\1""")
BEGINNINGS = {
    b"%PDF": "It is a PDF.",
    b"\x89PNG": "It is a picture.",
    b"PK\x03\x04": "It is an archive, which cannot be read.",
    b"\x1f\x8b": "It is an archive, which cannot be read.",
    b"<<<<<<<": "It holds two versions, with git's marks between them.",
    b"<!doctype": "It is a web page.",
    b"<html": "It is a web page.",
}


class Unreadable(Exception):
    """A file that is no notebook whose meaning is clear; the message says why in one line."""


@dataclass
class Found:
    """A cell as it was found in a file."""

    kind: str
    """"code", "markdown" or "raw" """
    source: str
    ids: list[str] = field(default_factory=list)
    """nbgrader's id and the cell's own, as far as there are any"""
    shows_correct: bool = False
    """whether its stored output says that an answer is correct"""
    number: int = 0
    """its place among the code cells, from 1"""


# From bytes to cells


def read_cells(content: bytes) -> tuple[list[Found], list[str]]:
    """The cells of a notebook, and what was odd and could be mended, a line each.

    Raises `Unreadable`.
    """
    notes: list[str] = []
    text = _decode(content, notes)
    notebook = _parse(text, notes)
    if not isinstance(notebook, dict):
        raise Unreadable("It is no notebook: its JSON holds no cells.")
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):
        notes.append("It has the form of an old notebook, nbformat 3.")
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in _listed(sheet.get("cells"))]
    if not isinstance(cells, list):
        raise Unreadable("It is no notebook: its JSON holds no cells.")
    found = [cell for cell in (_cell(each, notes) for each in cells) if cell is not None]
    ids = [cell.ids[0] for cell in found if cell.ids]
    if len(set(ids)) < len(ids):
        notes.append("Two cells have the same id.")
    number = 0
    for cell in found:
        if cell.kind == "code":
            number += 1
            cell.number = number
    if sum(len(cell.source) for cell in found if cell.kind == "code") > LONGEST_CODE:
        raise Unreadable(f"It holds more than {LONGEST_CODE:,} characters of code.")
    return found, list(dict.fromkeys(notes))


def _decode(content: bytes, notes: list[str]) -> str:
    start = content[:4096].lstrip()
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("It is empty." if not content.strip() else "It holds nothing but zeros.")
    for beginning, reason in BEGINNINGS.items():
        if start[: len(beginning)].lower() == beginning.lower():
            raise Unreadable(reason)
    marks = {
        b"\xef\xbb\xbf": ("utf-8-sig", ""),
        b"\xff\xfe\0\0": ("utf-32", "UTF-32"),
        b"\0\0\xfe\xff": ("utf-32", "UTF-32"),
        b"\xff\xfe": ("utf-16", "UTF-16"),
        b"\xfe\xff": ("utf-16", "UTF-16"),
    }
    bare = {b"{\0\0\0": "utf-32-le", b"\0\0\0{": "utf-32-be", b"{\0": "utf-16-le"}
    bare[b"\0{"] = "utf-16-be"
    for mark, (encoding, name) in marks.items():
        if content.startswith(mark):
            notes.append(
                f"It is written in {name}." if name else "It begins with a byte order mark."
            )
            return content.decode(encoding, "replace")
    for mark, encoding in bare.items():
        if content.startswith(mark):
            notes.append(f"It is written in {encoding[:6].upper()}, without a mark that says so.")
            return content.decode(encoding, "replace")
    for encoding, errors in (("utf-8", "strict"), ("utf-8", "surrogatepass"), ("cp949", "strict")):
        try:
            text = content.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8":
            notes.append(f"It is written in {encoding}.")
        return text
    notes.append("Some of its characters cannot be read.")
    return content.decode("utf-8", "replace")


def _parse(text: str, notes: list[str]):
    def whole(digits: str):
        return int(digits) if len(digits) < 1000 else float("inf")

    decoder = json.JSONDecoder(strict=False, parse_int=whole)
    text = text.lstrip("\ufeff \t\r\n")
    try:
        notebook, end = decoder.raw_decode(text)
    except RecursionError:
        raise Unreadable("Its JSON is nested too deep.") from None
    except json.JSONDecodeError as error:
        if not text.startswith("{"):
            raise Unreadable("It is no notebook: it holds no JSON.") from None
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
            raise Unreadable("It ends in the middle. Was it copied as a whole?") from None
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"Its JSON is damaged at {where}: {error.msg}.") from None
    rest = text[end:].strip("\0 \t\r\n\ufeff")
    if rest.startswith("{") and '"cells"' in rest:
        raise Unreadable("It holds two notebooks, one behind the other.")
    if rest:
        notes.append("What stands behind the notebook's end was left out.")
    return notebook


def _cell(cell, notes: list[str]) -> Found | None:
    if not isinstance(cell, dict):
        notes.append("It holds something that is no cell.")
        return None
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        kind = "code" if kind is None else "markdown"
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    elif not isinstance(source, str):
        if source is not None:
            notes.append("The text of a cell is no text.")
            kind = "raw"
        source = "" if source is None else json.dumps(source)[:1000]
    if re.search("[\ud800-\udfff]", source):
        notes.append("A cell holds half characters.")
        source = re.sub("[\ud800-\udfff]", "\ufffd", source)
    source = source.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    metadata = cell.get("metadata")
    of_nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    ids = [of_nbgrader.get("grade_id")] if isinstance(of_nbgrader, dict) else []
    ids = [each for each in (*ids, cell.get("id")) if isinstance(each, str) and each]
    return Found(kind, source, ids, _shows_correct(cell.get("outputs")))


def _shows_correct(outputs) -> bool:
    title = f"{say('title-correct', {})}:"
    for output in _listed(outputs):
        data = output.get("data") if isinstance(output, dict) else None
        places = [(output, "text"), (data, "text/plain")]
        for holder, key in places:
            text = holder.get(key) if isinstance(holder, dict) else None
            text = "".join(map(str, text)) if isinstance(text, list) else text
            if isinstance(text, str) and text.startswith(title):
                return True
    return False


def _listed(value) -> list:
    return value if isinstance(value, list) else []


# What a cell says, whatever its spaces and comments


def _python(source: str) -> str:
    return python_of(CELL_MAGIC.sub("", source, count=1))


@functools.lru_cache(4000)
def _shape(source: str) -> str:
    """The same for cells that differ in spaces and comments only."""
    try:
        tree = ast.parse(_python(source))
        return ast.dump(tree) if tree.body else "".join(source.split())
    except BROKEN:
        return "".join(source.split())


def _is_comment(source: str) -> bool:
    """Whether a cell says something, and nothing to Python."""
    return all(line.strip()[:1] in ("", "#") for line in source.splitlines())


@functools.lru_cache(4000)
def _made(source: str) -> set[str]:
    """The names that a cell makes, or changes in place; guessed where it is no Python."""
    python = _python(source)
    steps = steps_of(python)
    if steps:
        return set().union(*(step.makes for step in steps))
    return set(
        re.findall(
            r"^[ \t]*(?:def |class )?([^\W\d]\w*)[ \t]*(?:[=(:]|[^\w\s]=)", source, re.MULTILINE
        )
    )


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()} - {""}


def _comments(source: str) -> list[str]:
    lines = [line.strip() for line in source.splitlines()]
    return [line for line in lines if line.startswith("#") and line.strip("# ")]


# The teacher's copy


@dataclass
class Given:
    """A code cell of the teacher's copy."""

    place: int
    kind: str
    """"given", "exercise", "guess" or "check" """
    name: str
    """the exercise's or guess's name, or "" """
    source: str
    kept: str
    """what an answer may use of it: all of a given cell, an exercise's without what is asked"""


class Lesson:
    """The teacher's copy of one lesson."""

    def __init__(self, name: str):
        self.name = name
        notebook = json.loads((COURSE / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
        self.exercises = {key: each for key, each in exercises().items() if each.lesson == name}
        asked = {key: each for key, each in exercises_and_guesses().items() if each.lesson == name}
        self.cells: list[Given] = []
        self.by_id: dict[str, Given] = {}
        self.by_shape: dict[str, Given] = {}
        self.texts: dict[str, int] = {}
        """the places of its texts, written without spaces"""
        self.texts_by_id: dict[str, set[str]] = {}
        self.ids: set[str] = set()
        for place, cell in enumerate(notebook["cells"]):
            source = "".join(cell["source"])
            self.ids.add(cell["id"])
            if cell["cell_type"] != "code":
                self.texts["".join(source.split())] = place
                self.texts_by_id[cell["id"]] = _lines(source)
                continue
            call = CHECK_CALL.match(source)
            kind, key, kept = "given", "", source
            if call:
                kind, key, kept = "check", call[2], ""
            elif cell["id"] in asked:
                kind, key = ("exercise" if cell["id"] in self.exercises else "guess"), cell["id"]
                kept = _without(source, asked[key].answers)
            given = Given(place, kind, key, source, kept)
            self.cells.append(given)
            self.by_id[cell["id"]] = given
            if call and key in self.exercises:
                self.by_id[f"check-{key}"] = given
            if source.strip():
                self.by_shape.setdefault(_shape(source), given)
        self.stubs = {each.name: each for each in self.cells if each.kind == "exercise"}
        self.checks = {each.name: each for each in self.cells if each.kind == "check"}


def _without(source: str, names) -> str:
    """The lines of a stub that make none of these names."""
    kept = [step.node for step in steps_of(source) if not step.makes & set(names)]
    return "\n".join(ast.unparse(node) for node in kept)


@functools.cache
def lesson_named(name: str) -> Lesson:
    return Lesson(name)


def lesson_of(cells: list[Found]) -> str:
    """The lesson whose ids, checks, texts or answers a notebook holds, or "" if there is none."""
    code = [cell.source for cell in cells if cell.kind == "code" and cell.source.strip()]
    ids = {each for cell in cells for each in cell.ids}
    calls = {call[2] for source in code for call in CHECK_CALL.finditer(source)}
    lessons = [lesson_named(name) for name in LESSONS]
    for count in (
        lambda lesson: len(ids & lesson.ids) + 2 * len(calls & lesson.checks.keys()),
        lambda lesson: _alike(cells, lesson),
        lambda lesson: _answered(code, lesson),
    ):
        points = [count(lesson) for lesson in lessons]
        if any(points):
            return lessons[points.index(max(points))].name
    return ""


def _alike(cells: list[Found], lesson: Lesson) -> int:
    """How many cells are those of a lesson."""
    return sum(
        (_shape(cell.source) in lesson.by_shape)
        if cell.kind == "code"
        else ("".join(cell.source.split()) in lesson.texts)
        for cell in cells
        if cell.source.strip()
    )


def _answered(code: list[str], lesson: Lesson) -> int:
    """How many exercises of a lesson ask for names that these cells make."""
    made = set().union(*map(_made, code))
    return sum(made.issuperset(asked.answers) for asked in lesson.exercises.values())


# From cells to a paper


@dataclass
class Entry:
    """A cell of a paper in the making."""

    cell: Cell
    anchor: int | None = None
    """the place in the teacher's copy to which it belongs"""
    same: bool = False
    """whether it is the teacher's own"""
    name: str = ""
    """the exercise whose cell it is, by its id"""
    at: int = 0
    """its place in the submitted notebook"""
    edited: bool = False
    """whether it is one of the lesson's given cells, edited"""


def make_paper(cells: list[Found], notes: list[str], learner: str, lesson: str) -> Paper:
    """What one learner handed in for one lesson."""
    return Making(cells, notes, learner, lesson).paper


class Making:
    """The making of one paper."""

    def __init__(self, cells: list[Found], notes: list[str], learner: str, lesson: str):
        self.lesson = lesson_named(lesson)
        self.found = cells
        self.paper = Paper(learner, lesson, notes=list(notes))
        self.entries: list[Entry] = []
        self.checks: dict[str, list[tuple[int, list[ast.expr]]]] = {}
        """for each exercise, where its check stands, and what it is given"""
        self.anchors: list[int | None] = []
        """for each found cell, its place in the teacher's copy"""
        self.seen: dict[str, list[str]] = {name: [] for name in self.lesson.exercises}
        """for each exercise, what is visibly written, other than in code that answers it"""
        for at, cell in enumerate(cells):
            self._sort_in(at, cell)
        self._texts_near()
        for name in self.lesson.exercises:
            self._find_answer(name)
        self._put_back()
        self.paper.cells = [entry.cell for entry in self.entries]
        self._flag()

    def _sort_in(self, at: int, cell: Found) -> None:
        lesson = self.lesson
        if cell.kind != "code":
            text = "".join(cell.source.split())
            place = lesson.texts.get(text)
            claimed = next((lesson.by_id[each] for each in cell.ids if each in lesson.by_id), None)
            if place is None and claimed is not None and claimed.name in self.seen and text:
                stub = "".join(claimed.source.split())
                if claimed.kind == "exercise" and text != stub:
                    self.seen[claimed.name].append(cell.source)
                place = claimed.place
            self.anchors.append(place)
            return
        same = lesson.by_shape.get(_shape(cell.source)) if cell.source.strip() else None
        claim = same or next((lesson.by_id[x] for x in cell.ids if x in lesson.by_id), None)
        self.anchors.append(claim.place if claim else None)
        if same is not None:
            if same.kind == "given":
                given = Cell(same.source, "given", number=cell.number)
                self.entries.append(Entry(given, same.place, same=True, at=at))
            elif same.kind == "check":
                self.checks.setdefault(same.name, []).append((at, []))
            elif same.kind == "exercise":
                more = [x for x in _comments(cell.source) if x not in _comments(same.source)]
                self.seen[same.name] += ["\n".join(more)] if more else []
            return
        if _is_comment(cell.source):
            if claim is not None and claim.kind == "exercise" and cell.source.strip():
                self.seen[claim.name].append(cell.source)
            return
        rest, calls = _take_checks(cell.source)
        if claim is not None and claim.kind == "check":
            calls = calls or [(claim.name, [])]
        for name, given in calls:
            self.checks.setdefault(name, []).append((at, given))
            if claim is None and name in lesson.checks:
                self.anchors[at] = lesson.checks[name].place
        if not rest.strip():
            return
        if calls and not _made(rest):  # an assertion, a print: not an answer
            return
        entry = Entry(Cell(rest, "own", number=cell.number), at=at)
        if claim is not None and claim.kind != "check":
            entry.anchor = claim.place
            entry.name = claim.name if claim.kind == "exercise" else ""
            entry.edited = claim.kind == "given"
            if entry.name:
                entry.cell.role = "answer"
        self.entries.append(entry)

    def _texts_near(self) -> None:
        """Keep what stands between an exercise's cell and its check, without a place of its own."""
        lesson = self.lesson
        of_stub = {stub.place: name for name, stub in lesson.stubs.items()}
        of_check = {check.place: name for name, check in lesson.checks.items()}
        before = None
        pending: list[int] = []
        for at, anchor in enumerate([*self.anchors, None]):
            if at < len(self.anchors) and anchor is None:
                pending.append(at)
                continue
            name = of_stub.get(before) or of_check.get(anchor) or of_stub.get(anchor)
            if name in self.seen:
                self.seen[name] += filter(None, map(self._own_text, pending))
            before, pending = anchor, []

    def _own_text(self, at: int) -> str:
        """What a cell says beyond what the lesson says, or perhaps said in another version."""
        cell = self.found[at]
        claimed = [self.lesson.texts_by_id[x] for x in cell.ids if x in self.lesson.texts_by_id]
        if any(not lines <= _lines(cell.source) for lines in claimed):
            return ""
        given = set().union(*self.lesson.texts_by_id.values())
        own = [line for line in cell.source.splitlines() if line.strip() not in given]
        return "\n".join(own).strip()

    def _find_answer(self, name: str) -> None:
        asked = self.lesson.exercises[name]
        calls = self.checks.get(name, [])
        at, given = calls[-1] if calls else (None, [])
        places = self._makers(name, set(asked.answers))
        chosen = self._choose(name, places, at)
        others = [each.id if isinstance(each, ast.Name) else "" for each in given]
        if len(others) != len(asked.answers) or any(isinstance(x, ast.Starred) for x in given):
            others = []
        if chosen is None and any(others):
            wanted = {other for other in others if other}
            places = self._makers(name, wanted)
            chosen = self._choose(name, places, at)
            if chosen is not None:
                pairs = zip(others, asked.answers, strict=True)
                self.paper.other_names[name] = tuple(other or own for other, own in pairs)
        claimed = [entry for entry in self.entries if entry.name == name]
        if chosen is None and claimed:
            chosen = claimed[-1]
        if others:  # an answer that was written into the check's call
            lines = [
                f"{own} = {ast.unparse(each)}"
                for own, each in zip(asked.answers, given, strict=True)
                if not isinstance(each, ast.Name)
                and not (isinstance(each, ast.Constant) and each.value in (..., None))
            ]
            if lines:
                number = self.found[at].number
                chosen = Entry(Cell("\n".join(lines), "answer", number=number), at=at)
                behind = [place for place, each in enumerate(self.entries) if each.at > at]
                self.entries.insert(behind[0] if behind else len(self.entries), chosen)
                places = [*places, chosen]
        if chosen is None:
            self.paper.written[name] = "\n\n".join(self.seen[name])
            return
        chosen.cell.role = "answer"
        chosen.cell.exercises += (name,)
        place = self.lesson.stubs[name].place
        chosen.anchor = place if chosen.anchor is None else max(chosen.anchor, place)
        shown = [*claimed, *[each for each in places if each not in claimed], chosen]
        sources = [each.cell.source for each in sorted(shown, key=lambda each: each.at)]
        self.paper.written[name] = "\n\n".join(dict.fromkeys(sources))

    def _makers(self, name: str, names: set[str]) -> list[Entry]:
        """The learner's cells that make one of the names that an exercise asks for."""
        makers = [
            entry
            for entry in self.entries
            if not entry.same
            and names & _made(entry.cell.source)
            and self._is_for(entry, name, names)
        ]
        return [entry for entry in makers if not entry.edited] or makers

    def _is_for(self, entry: Entry, name: str, names: set[str]) -> bool:
        """Whether a cell answers this exercise, and not another that asks for the same name."""
        rivals = {
            other
            for other, asked in self.lesson.exercises.items()
            if other != name and names & set(asked.answers)
        }
        if not rivals:
            return True
        if entry.name:
            return entry.name == name
        marks = [(at, other) for other in (name, *rivals) for at, _ in self.checks.get(other, [])]
        behind = [mark for mark in marks if mark[0] >= entry.at]
        return (min(behind) if behind else max(marks, default=(0, name)))[1] == name

    def _choose(self, name: str, makers: list[Entry], at: int | None) -> Entry | None:
        """The last of the cells that stand before the check, or where the check should be."""
        check = self.lesson.checks[name].place
        start = at
        if at is None:
            own = [
                place
                for place, anchor in enumerate(self.anchors)
                if anchor == self.lesson.stubs[name].place
            ]
            start = own[-1] if own else min((each.at for each in makers), default=0)
        later = [
            place
            for place, anchor in enumerate(self.anchors)
            if place > start and anchor is not None and anchor > check
        ]
        end = later[0] if later else len(self.found)
        if at is not None:
            before = [each for each in makers if each.at <= at]
            if before:
                return before[-1]
        near = [each for each in makers if each.at < end]
        return (near or makers or [None])[-1]

    def _put_back(self) -> None:
        """Put the lesson's own code where an answer must find it, if it is not there."""
        for given in self.lesson.cells:
            if not given.kept.strip():
                continue
            place = given.place
            first, have, behind = len(self.entries), None, 0
            for index, entry in enumerate(self.entries):
                if entry.anchor is None:
                    continue
                if entry.same and entry.anchor == place and entry.cell.source == given.kept:
                    have = index
                    break
                if entry.anchor > place or (entry.anchor == place and not entry.same):
                    first = index
                    break
                behind = index + 1
            if have is None:
                cell = Cell(given.kept, "given")
                self.entries.insert(min(behind, first), Entry(cell, place, same=True))

    def _flag(self) -> None:
        for cell in self.found:
            if cell.kind == "code" and any(mark in cell.source for mark in MARKS):
                self.paper.flags.append("It holds the marks of the solution.")
                break
        self.paper.shown_correct = tuple(
            name
            for name in self.lesson.exercises
            if any(self.found[at].shows_correct for at, _ in self.checks.get(name, []))
        )


def _take_checks(source: str) -> tuple[str, list[tuple[str, list[ast.expr]]]]:
    """A cell without its calls of `check`, and those: the exercise's name and what it is given."""
    if "check" not in source:
        return source, []
    python = _python(source)
    try:
        body = ast.parse(python).body
    except BROKEN:
        calls = [(call[2], []) for call in CHECK_CALL.finditer(source)]
        return re.sub(r"(?m)^check\(.*$", "", source), calls
    calls, lines = [], (python if python != source else source).splitlines()
    for node in body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        call = node.value
        if not (isinstance(call.func, ast.Name | ast.Attribute) and call.args):
            continue
        called = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        first = call.args[0]
        if called == "check" and isinstance(first, ast.Constant) and isinstance(first.value, str):
            calls.append((first.value, call.args[1:]))
            for line in range(node.lineno - 1, node.end_lineno):
                lines[line] = ""
    return ("\n".join(lines) if calls else source), calls


def normalised(paper: Paper) -> tuple[str, int]:
    """What all answers of a paper say, and how many characters of them are the learner's own."""
    lesson = lesson_named(paper.lesson)
    parts, own = [], 0
    for name in lesson.exercises:
        written = paper.written.get(name, "")
        parts.append(_shape(written))
        given = {line.strip() for line in lesson.stubs[name].source.splitlines()}
        lines = [line.strip() for line in written.splitlines()]
        own += sum(len(line) for line in lines if line not in given)
    return json.dumps(parts), own
