"""The build: what is committed is what it makes, and what it must refuse it refuses."""

import re

import nbformat
import pytest

from helpers.checks import exercises
from teaching import build

LESSON = "01_vectorization"
HEAD = """---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A lesson

```{code-cell} python
import numpy as np

from helpers import check
```
"""
EXERCISE = """
<details><summary>A question</summary>How many axes?</details>

```{code-cell} python
:name: flatten
:tags: [exercise]

board = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])
flat = ...
### BEGIN SOLUTION
# A comment is no leak.
flat = board.flatten()
### END SOLUTION
```
"""
PICTURES = """\
from helpers import plot_curves, plot_images

plot_images([np.arange(12).reshape(3, 4)], ["three rows"], alt="grey")
plot_curves({"loss": [3, 2, 1.5], "val_loss": [3, 2.5, 2]}, "loss", alt="falling")
"""
CHECK = """
```{code-cell} python
check("flatten", flat)
```
"""

each_lesson = pytest.mark.parametrize(
    "path", sorted(build.LESSON_FOLDER.glob("*.md")), ids=lambda path: path.stem
)


def cell(source: str) -> str:
    return f"\n```{{code-cell}} python\n{source}\n```\n"


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """A function that writes a lesson of the given text, in a course of one exercise."""
    only = {"flatten": exercises()["flatten"]}
    monkeypatch.setattr(build, "exercises", lambda: only)

    def write(text: str, name: str = LESSON):
        path = tmp_path / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def compared(notebook) -> list:
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


@each_lesson
def test_the_committed_notebooks_are_what_the_build_makes(path):
    for made, folder in zip(build.make_notebooks(path), ("solutions", "notebooks"), strict=True):
        committed = nbformat.read(build.COURSE / folder / f"{path.stem}.ipynb", as_version=4)
        assert compared(committed) == compared(made)
        assert committed.metadata == made.metadata


def test_a_good_lesson_is_built(lesson, tmp_path):
    path = lesson(HEAD + EXERCISE + CHECK + cell("print(np.arange(3))\nprint()") + cell(PICTURES))
    build.build([path], tmp_path / "out")
    solved = nbformat.read(tmp_path / "out" / "solutions" / f"{LESSON}.ipynb", as_version=4)
    learner = nbformat.read(tmp_path / "out" / "notebooks" / f"{LESSON}.ipynb", as_version=4)
    by_id = {cell.id: cell for cell in solved.cells}
    assert "board.flatten()" in by_id["flatten"].source
    assert by_id["check-flatten"].outputs[0].text.startswith("Correct: ")
    by_id = {cell.id: cell for cell in learner.cells}
    assert by_id["flatten"].source.endswith(f"flat = ...\n{build.STUB}")
    assert by_id["check-flatten"].outputs[0].ename == "NotAttempted"
    # The learner's copy is the solution minus the answers.
    region = r"### BEGIN SOLUTION.*### END SOLUTION"
    for cell_solved, cell_open in zip(solved.cells, learner.cells, strict=True):
        assert re.sub(region, build.STUB, cell_solved.source, flags=re.DOTALL) == cell_open.source
    # Two kernels drew the same, to the last bit of a picture.
    assert str(solved.cells[-1].outputs).count("image/png") == 4  # two of data, two of metadata
    assert solved.cells[-2:] == learner.cells[-2:]


REFUSED = {
    "an exercise without a name": (EXERCISE.replace(":name: flatten\n", "") + CHECK, "no name"),
    "two exercises of one name": (EXERCISE + CHECK + EXERCISE + CHECK, "two exercises are named"),
    "an exercise that no check knows": (
        EXERCISE.replace(":name: flatten", ":name: flattened") + CHECK,
        "no check of its exercise 'flattened'",
    ),
    "an exercise without a marked solution": (
        EXERCISE.replace("flat = board.flatten()", "# nothing") + CHECK,
        "no marked solution",
    ),
    "an exercise without its check cell": (EXERCISE + cell("print(1)"), "lacks its check cell"),
    "a check without its exercise": (cell("print(1)"), "no exercise for the check of flatten"),
    "a solution in a cell that is no exercise": (
        EXERCISE + CHECK + cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        "solution region",
    ),
    "a hint that holds the solution": (
        EXERCISE.replace("How many axes?", "Write <code>flat = board.flatten()</code>") + CHECK,
        "can be read elsewhere",
    ),
    "a later cell that holds the solution": (
        EXERCISE + CHECK + cell("flat=board.flatten( )  # spaces do not hide it"),
        "can be read elsewhere",
    ),
    "a solution that does not pass its check": (
        EXERCISE.replace("board.flatten()", "board.flatten(order='F')") + CHECK,
        "Fortran",
    ),
    "a cell that writes to stderr": (
        EXERCISE + CHECK + cell("np.log(np.zeros(1))  # warns"),
        "writes to stderr",
    ),
    "a cell that raises": (EXERCISE + CHECK + cell("1 / 0"), "ZeroDivisionError"),
    "a later cell that needs an open exercise": (
        EXERCISE + CHECK + cell("print(flat.shape)"),
        "AttributeError",
    ),
    "a stub that passes": (
        EXERCISE.replace("flat = ...", "flat = board.ravel()") + CHECK,
        "although its exercise is open",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_lesson_is_refused(case, lesson, tmp_path):
    text, fragment = REFUSED[case]
    with pytest.raises(build.BuildError) as caught:
        build.build([lesson(HEAD + text)], tmp_path / "out")
    assert fragment in str(caught.value) and "\n" not in str(caught.value)


def test_two_lessons_cannot_share_an_exercise(lesson, tmp_path, monkeypatch):
    first, second = lesson(HEAD + EXERCISE + CHECK), lesson(HEAD, "02_inspecting_mnist")
    made = build.make_notebooks(first)
    monkeypatch.setattr(build, "make_notebooks", lambda path: made)
    with pytest.raises(build.BuildError, match="share exercise 'flatten'"):
        build.build([first, second], tmp_path / "out")


def test_work_in_a_made_notebook_is_not_overwritten(lesson, tmp_path):
    notebook = build.make_notebooks(lesson(HEAD + EXERCISE + CHECK))[1]
    made = tmp_path / f"{LESSON}.ipynb"
    build.refuse_edited(made)  # nothing there yet
    nbformat.write(notebook, made)
    build.refuse_edited(made)  # there, and as it was made
    notebook.cells[-2].source += "\nflat = board.ravel()"
    nbformat.write(notebook, made)
    with pytest.raises(build.BuildError, match="has been edited since it was built"):
        build.refuse_edited(made)
    made.write_text("not a notebook", encoding="utf-8")
    with pytest.raises(build.BuildError, match="has been edited since it was built"):
        build.refuse_edited(made)


def test_the_build_asks_before_it_overwrites(lesson, tmp_path):
    path, out = lesson(HEAD + EXERCISE + CHECK), tmp_path / "out"
    (out / "notebooks").mkdir(parents=True)
    mine = out / "notebooks" / f"{LESSON}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), mine)
    with pytest.raises(build.BuildError, match="has been edited since it was built"):
        build.build([path], out)
    assert nbformat.read(mine, as_version=4).cells == []


@each_lesson
def test_two_kernels_showed_the_same(path):
    """Pictures too: the two notebooks of a lesson differ in their exercises and checks only."""
    solved, learner = (
        nbformat.read(build.COURSE / folder / f"{path.stem}.ipynb", as_version=4)
        for folder in ("solutions", "notebooks")
    )
    same = [cell for cell in solved.cells if "nbgrader" not in cell.metadata]
    assert same == [cell for cell in learner.cells if "nbgrader" not in cell.metadata]
    assert ("image/png" in str(same)) == (path.stem != "05_training")


def test_the_picture_of_the_readme_is_that_of_the_first_lesson():
    notebook = nbformat.read(build.COURSE / "solutions" / "00_start_here.ipynb", as_version=4)
    assert (build.COURSE / build.PICTURE_FILE).read_bytes() == build.first_picture(notebook)
    assert f"]({build.PICTURE_FILE})" in (build.COURSE / "README.md").read_text(encoding="utf-8")


def test_an_unknown_lesson_gives_one_line(capsys):
    assert build.main(["99"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
