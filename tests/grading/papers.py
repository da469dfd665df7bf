"""Papers for tests, made of the course's own notebooks."""

from functools import cache
from pathlib import Path

import nbformat

from helpers.checks import exercises
from helpers.runs import COURSE
from teaching.build import is_check, kind_of
from teaching.grading.paper import Cell, Paper
from tests.answers import bank, open_cells


@cache
def _notebook(folder: str, lesson: str):
    return nbformat.read(Path(COURSE, folder, f"{lesson}.ipynb"), as_version=4)


def paper_of(lesson: str, folder: str = "solutions", **answers: str) -> Paper:
    """The paper of one of the course's notebooks; its check cells are left out.

    `answers` replaces the source of an exercise, whose name has underscores for hyphens here.
    """
    answers = {name.replace("_", "-"): source for name, source in answers.items()}
    cells, written = [], {}
    for cell in _notebook(folder, lesson).cells:
        if cell.cell_type != "code" or is_check(cell):
            continue
        if kind_of(cell) == "exercise":
            source = answers.get(cell.id, cell.source)
            open_still = folder == "notebooks" and cell.id not in answers
            written[cell.id] = "" if open_still else source
            cells.append(Cell(source, "answer", (cell.id,), len(cells) + 1))
        else:
            cells.append(Cell(cell.source, "given", (), len(cells) + 1))
    return Paper("a learner", lesson, cells, written)


def with_cells(paper: Paper, *sources: str, before: str = "") -> Paper:
    """The paper with cells of the learner's own, in front of an exercise or at the very top."""
    places = [place for place, cell in enumerate(paper.cells) if before in cell.exercises]
    place = places[0] if before else 1
    own = [Cell(source, "own", (), 90 + number) for number, source in enumerate(sources)]
    cells = [*paper.cells[:place], *own, *paper.cells[place:]]
    return Paper(paper.learner, paper.lesson, cells, paper.written)


def states(results) -> dict[str, str]:
    return {result.exercise: result.state for result in results}


def all_but(lesson: str, **others: str) -> dict[str, str]:
    """Every exercise of a lesson is "correct", except for those that are named."""
    names = [name for name, asked in exercises().items() if asked.lesson == lesson]
    changed = {name.replace("_", "-"): state for name, state in others.items()}
    assert set(changed) <= set(names)
    return {name: changed.get(name, "correct") for name in names}


def paper_of_answer(name: str, code: str) -> Paper:
    """The paper of one answer of the bank, behind the stub and what the bank's SETUP makes.

    A SETUP that needs a check's file, which no submission sees, gives way to the lesson's cells.
    """
    lesson = exercises()[name].lesson
    source = f"{open_cells(name)[0]}\n{code}"
    setup = bank(lesson).SETUP
    if "helpers.checks" in setup:
        paper = paper_of(lesson, "notebooks", **{name: source})
        return with_cells(paper, "import functools")
    cells = [Cell(setup), Cell(source, "answer", (name,), 2)]
    return Paper("a learner", lesson, cells, {name: code})
