"""What a file means is read where it is clear, and every answer is found where it stands."""

import contextlib
import json
import random
import time

import pytest

from helpers.checks import exercises
from helpers.runs import COURSE
from teaching.grading.reading import (
    Unreadable,
    lesson_of,
    make_paper,
    normalised,
    read_cells,
)
from tests.grading import faults, forms  # noqa: F401 - they register ugly submissions
from tests.grading.submission import LESSONS, SET, Submission

LESSON = "01_vectorization"
NAMES = [name for name, asked in exercises().items() if asked.lesson == LESSON]


def paper_of(made, lesson: str = LESSON):
    """The paper of a submission, or of a file's bytes."""
    cells, notes = read_cells(made if isinstance(made, bytes) else made.bytes())
    return make_paper(cells, notes, "kim", lesson)


@pytest.fixture
def made():
    """A submission of lesson 1 with a right answer in every exercise, to be edited."""
    return Submission(learner="kim")


def places(paper) -> dict[str, int]:
    return {name: place for place, cell in enumerate(paper.cells) for name in cell.exercises}


def judged(paper, name: str) -> str:
    """The code of the cell after which an exercise is judged."""
    return paper.cells[places(paper)[name]].source


@pytest.mark.parametrize("lesson", LESSONS.values())
@pytest.mark.parametrize("folder", ["solutions", "notebooks"])
def test_the_courses_own_notebooks(folder, lesson):
    content = (COURSE / folder / f"{lesson}.ipynb").read_bytes()
    cells, notes = read_cells(content)
    assert (lesson_of(cells), notes) == (lesson, [])
    paper = make_paper(cells, notes, "kim", lesson)
    names = [name for name, asked in exercises().items() if asked.lesson == lesson]
    solved = folder == "solutions"
    assert set(places(paper)) == (set(names) if solved else set())
    assert [bool(paper.written[name]) for name in names] == [solved] * len(names)
    assert bool(paper.flags) == solved
    if not solved:
        assert {cell.role for cell in paper.cells} == {"given"}


def test_a_paper_holds_no_check_and_no_stub(made):
    sources = [cell.source for cell in paper_of(made).cells]
    assert not any(source.startswith("check(") for source in sources)
    assert "shape = ...\n# Your code here." not in sources


READABLE = [
    *("metadata-stripped", "colab", "vs-code", "new-ids", "one-id-for-all", "illegal-ids"),
    *("metadata-null", "keys-missing", "cell-types-missing", "odd-cells", "sources-as-lists"),
    *("nbformat-3", "nbformat-9", "nbformat-missing", "nan-in-json", "bom", "utf-16", "utf-32"),
    *("utf-16-without-mark", "cp949", "lone-surrogate", "surrogate-bytes", "windows-lines"),
    *("split-cell", "answers-in-new-cells-above", "stubs-deleted", "answers-below-checks"),
    *("answers-at-the-end", "cells-reordered", "cells-turned-round", "checks-at-the-end"),
    *("every-check-deleted", "check-duplicated", "check-broken", "own-name", "answer-in-check"),
    *("answer-as-argument", "pasted-prompts", "timed-cell", "stripped-and-moved"),
    "json-long-number",
]  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_every_answer_of_a_mended_form_is_found(name, tmp_path):
    case = next(case for case in SET if case.name == name)
    made = Submission(case.lesson, tmp_path, case.learner)
    content = case.make(made)
    paper = paper_of(made if content is None else content)
    assert set(places(paper)) == set(NAMES)
    assert all(paper.written.values())
    assert lesson_of(read_cells(made.bytes() if content is None else content)[0]) == LESSON


@pytest.mark.parametrize("exercise", NAMES)
def test_an_answer_is_found_without_ids_and_check(exercise, made):
    answer = made.cell(exercise)["source"]
    made.cells.remove(made.check(exercise))
    for cell in made.cells:
        del cell["id"]
        cell["metadata"] = {}
    assert judged(paper_of(made), exercise) == answer


UNREADABLE = {
    b"": "is empty",
    bytes(100): "zeros",
    b"%PDF-1.7": "a PDF",
    b"<!DOCTYPE html>": "a web page",
    b"PK\x03\x04": "an archive",
    b'{"cells": [{"source": "x': "ends in the middle",
    b'{"cells": [],': "ends in the middle",
    b'{"cells": [] "a": 1}': "damaged at line 1, column 14",
    b"[" * 100_000: "nested too deep",
    b"[1]": "no notebook",
    b'{"url": "x"}': "no notebook",
    b"flat = board": "no notebook",
    b"<<<<<<< HEAD\n{}": "two versions",
    b'{"cells": []} {"cells": []}': "two notebooks",
    json.dumps({"cells": [{"source": "x" * 2_000_001}]}).encode(): "2,000,000 characters",
}


@pytest.mark.parametrize("content", UNREADABLE, ids=UNREADABLE.values())
def test_what_is_not_clear_is_named_in_one_line(content):
    with pytest.raises(Unreadable, match=UNREADABLE[content]) as error:
        read_cells(content)
    assert "\n" not in str(error.value)


def test_what_stands_behind_the_end_is_left_out(made):
    paper = paper_of(made.bytes() + b"\n}\n\0\0")
    assert set(places(paper)) == set(NAMES)
    assert "behind the notebook's end" in paper.notes[0]


def parts(value, path=()):
    """The path of everything inside of a notebook."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    for key, part in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from parts(part, (*path, key))


OTHERS = (None, 5, "x", [], {}, True, [1], {"a": 1}, float("nan"), 'check("flatten", flat)')


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_changed_is_read_or_named(seed):
    rng = random.Random(seed)
    made = Submission(learner="kim")
    paths = list(parts(made.notebook))
    for path in rng.choices(paths, k=rng.randint(1, 12)):
        holder = made.notebook
        with contextlib.suppress(KeyError, IndexError, TypeError, AttributeError):
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = rng.choice(OTHERS)
    content = bytearray(made.bytes())
    for _ in range(seed % 4):
        content[rng.randrange(len(content))] = rng.randrange(256)
    try:
        paper = paper_of(bytes(content))
    except Unreadable as reason:
        assert str(reason).count("\n") == 0
    else:
        assert paper.written.keys() == set(NAMES)
        assert all(paper.written[name] for name in places(paper))


HARD = {
    "many magics": "%matplotlib inline\n" * 600,
    "blank lines before no Python": "\n" * 300_000 + "x x",
    "spaces before no magic": "%%html\n" + " " * 300_000 + "x",
    "long sums": "1" + "+1" * 30_000,
    "many else": "if a:\n p\n" + "elif a:\n p\n" * 20_000,
    "brackets": "(" * 100_000,
}


@pytest.mark.parametrize("kind", HARD)
def test_a_cell_that_is_hard_to_read_costs_no_other(kind, made):
    made.first(HARD[kind])
    start = time.process_time()
    assert set(places(paper_of(made))) == set(NAMES)
    assert time.process_time() - start < 20


def test_given_code_is_given_however_it_is_spaced(made):
    cell = made.cell("01-007")
    cell["source"] = "largest=rng.integers(0,255,size=100_000).max()  # mine\nprint('the largest "
    cell["source"] += "of a hundred thousand:',   largest)"
    assert [cell.role for cell in paper_of(made).cells if "largest" in cell.source] == ["given"]


@pytest.mark.parametrize("with_ids", [True, False])
def test_an_edited_demonstration_is_the_learners_and_the_original_stands_before_it(made, with_ids):
    made.cell("01-046")["source"] = "batch = np.zeros((2, 5, 5))\nvectors = None"
    if not with_ids:
        for cell in made.cells:
            del cell["id"]
            cell["metadata"] = {}
    cells = paper_of(made).cells
    [own] = [place for place, cell in enumerate(cells) if "np.zeros((2, 5, 5))" in cell.source]
    [given] = [place for place, cell in enumerate(cells) if cell.source.startswith("batch = np.ar")]
    assert (cells[given].role, cells[own].role, given < own) == ("given", "own", True)
    assert own < places(paper_of(made))["vectorize"]


def test_deleted_given_cells_are_put_back_at_their_place(made):
    whole = [cell.source for cell in paper_of(made).cells]
    for name in ("01-002", "01-004", "01-046"):
        made.cells.remove(made.cell(name))
    assert [cell.source for cell in paper_of(made).cells] == whole


def test_what_a_stub_gives_is_there_for_an_answer_elsewhere(made):
    made.cells.remove(made.cell("flatten"))
    made.add("flat = board.flatten()", after="check-flatten")
    cells = paper_of(made).cells
    [board] = [place for place, cell in enumerate(cells) if cell.source.startswith("board = ")]
    assert cells[board].role == "given" and board < places(paper_of(made))["flatten"]


def test_a_deleted_answer_inherits_nothing(made):
    made.cells.remove(made.cell("vectorize"))
    paper = paper_of(made)
    assert paper.written["vectorize"] == "" and "vectorize" not in places(paper)
    assert not any("def vectorize" in cell.source for cell in paper.cells)


def test_the_last_version_before_the_check_counts(made):
    made.add("flat = board.T.flatten()", after="flatten")
    made.add("flat = board.reshape(-1)", before="check-flatten")
    made.add("flat = 0", after="check-flatten")
    paper = paper_of(made)
    assert judged(paper, "flatten") == "flat = board.reshape(-1)"
    assert "board.T" in paper.written["flatten"]


def test_a_version_below_the_check_counts_if_there_is_none_above(made):
    made.open("flatten")
    made.add("flat = board.reshape(-1)", after="check-flatten")
    made.add("flat = 0")
    assert judged(paper_of(made), "flatten") == "flat = board.reshape(-1)"


def test_what_changes_an_answer_afterwards_belongs_to_it(made):
    made.cell("flatten")["source"] += "\nflat = np.zeros(12)"
    made.add("flat[:] = board.flatten()", after="flatten")
    assert judged(paper_of(made), "flatten") == "flat[:] = board.flatten()"


def test_answers_of_one_name_go_to_their_own_exercises():
    made = Submission("02", learner="kim")
    asked = [name for name, each in exercises().items() if each.answers == ("letter",)]
    asked = [name for name in asked if exercises()[name].lesson == LESSONS["02"]]
    assert len(asked) == 2
    for letter, name in zip("cd", asked, strict=True):
        made.open(name)
        made.add(f'letter = "{letter}"', after=name)
    for cell in made.cells:
        del cell["id"]
        cell["metadata"] = {}
    paper = paper_of(made, LESSONS["02"])
    assert [judged(paper, name) for name in asked] == ['letter = "c"', 'letter = "d"']


VISIBLE = {
    "a text": ("markdown", "My answer: (5, 12, 2)"),
    "a comment": ("code", "# (5, 12, 2)"),
    "an expression without a name": ("code", "(5, 12, 2)"),
}


@pytest.mark.parametrize("kind", VISIBLE)
def test_what_is_visible_is_written(kind, made):
    made.open("predict-shape")
    cell_type, text = VISIBLE[kind]
    made.add(text, after="predict-shape", kind=cell_type)
    assert paper_of(made).written["predict-shape"] == text


def test_an_answer_below_the_question_in_its_own_cell_is_written(made):
    made.open("predict-shape", "flatten")
    made.cell("01-020")["source"] = "".join(made.cell("01-020")["source"]) + "\n\n(5, 12, 2)"
    made.cell("01-016")["source"] = "### Exercise: one long vector, as an older version had it"
    written = paper_of(made).written
    assert (written["predict-shape"], written["flatten"]) == ("(5, 12, 2)", "")
    made.cell("predict-shape")["source"] = "# shape = (5, 12, 2)"
    assert "# shape = (5, 12, 2)" in paper_of(made).written["predict-shape"]


def test_a_comment_is_written(made):
    made.open("predict-shape")
    made.cell("predict-shape")["source"] += "\n# (5, 12, 2)?"
    assert paper_of(made).written["predict-shape"] == "# (5, 12, 2)?"


def test_an_answer_made_a_text_is_written(made):
    made.cell("predict-shape")["cell_type"] = "markdown"
    assert paper_of(made).written["predict-shape"] == made.cell("predict-shape")["source"]


def test_other_names_in_the_check_are_kept(made):
    made.cell("flatten")["source"] = "b = np.arange(12)\nmine = b.flatten()"
    made.check("flatten")["source"] = 'check("flatten", mine)'
    paper = paper_of(made)
    assert paper.other_names == {"flatten": ("mine",)} and "mine =" in judged(paper, "flatten")


def test_cells_have_the_numbers_of_the_notebook(made):
    code = [cell for cell in made.cells if cell["cell_type"] == "code"]
    place = places(paper_of(made))["flatten"]
    assert paper_of(made).cells[place].number == code.index(made.cell("flatten")) + 1


def test_stored_verdicts_are_seen(made):
    made.check("flatten")["outputs"] = [
        {"output_type": "display_data", "data": {"text/plain": ["Correct: fl", "at"]}}
    ]
    made.check("vectorize")["outputs"] = [{"output_type": "stream", "text": "Correct: vectorize"}]
    assert paper_of(made).shown_correct == ("flatten", "vectorize")


def test_the_same_answers_are_the_same_whatever_their_spaces(made):
    other = Submission(learner="kim")
    other.cell("vectorize")["source"] += "\n\n\n# as we did in class"
    assert normalised(paper_of(made))[0] == normalised(paper_of(other))[0]
    other.cell("vectorize")["source"] += "\nvectorize = vectorize"
    assert normalised(paper_of(made))[0] != normalised(paper_of(other))[0]
    untouched = (COURSE / "notebooks" / f"{LESSON}.ipynb").read_bytes()
    assert normalised(paper_of(untouched))[1] == 0
