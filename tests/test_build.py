"""The build: what is committed is what it makes, and what it must refuse it refuses."""

import re
from pathlib import Path

import nbformat
import pytest

from helpers.checks.registry import exercises_and_guesses
from teaching import build

LESSON = "01_vectorization"
SANITIZE = Path(__file__).with_name("nbval_sanitize.cfg").read_text(encoding="utf-8")
SECONDS = re.compile(re.search(r"\[seconds\]\nregex: (.*)", SANITIZE)[1])
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

plot_images([np.arange(12).reshape(3, 4)], ["three rows"])
plot_curves({"loss": [3, 2, 1.5], "val_loss": [3, 2.5, 2]}, "loss")
"""
CHECK = """
```{code-cell} python
check("flatten", flat)
```
"""

GUESS = """
```{code-cell} python
:name: guess-largest
:tags: [guess]

guess_largest = ...
### BEGIN SOLUTION
guess_largest = 254
### END SOLUTION
```

```{code-cell} python
largest = 254
print(largest)
```
"""
GUESS_CHECK = """
```{code-cell} python
check("guess-largest", guess_largest, largest)
```
"""

each_lesson = pytest.mark.parametrize(
    "path", sorted(build.LESSON_FOLDER.glob("*.md")), ids=lambda path: path.stem
)


def cell(source: str) -> str:
    return f"\n```{{code-cell}} python\n{source}\n```\n"


@pytest.fixture
def lesson(tmp_path, monkeypatch, request):
    """A function that writes a lesson of the given text, in a course of one exercise."""
    names = ["flatten", "guess-largest"] if "guess" in request.node.name else ["flatten"]
    only = {name: exercises_and_guesses()[name] for name in names}
    monkeypatch.setattr(build, "exercises_and_guesses", lambda: only)

    def write(text: str, name: str = LESSON):
        path = tmp_path / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def compared(notebook) -> list:
    """What the build decides before it executes: cells and metadata, but for hidden outputs."""
    own = []
    for cell in notebook.cells:
        kept = {
            key: value
            for key, value in cell.metadata.items()
            if key not in ("collapsed", "jupyter")
        }
        own.append((cell.id, cell.cell_type, cell.source, kept))
    return own


def without_empty(outputs: list) -> list:
    """Outputs without the empty one that keeps JupyterLab from showing a hidden one's start."""
    return [output for output in outputs if output.get("data") != {}]


@each_lesson
def test_the_committed_notebooks_are_what_the_build_makes(path):
    for made, folder in zip(build.make_notebooks(path), ("solutions", "notebooks"), strict=True):
        committed = nbformat.read(build.COURSE / folder / f"{path.stem}.ipynb", as_version=4)
        assert compared(committed) == compared(made)
        assert committed.metadata.course == made.metadata.course
        assert committed.metadata.kernelspec == build.KERNEL
        assert committed.metadata.language_info.name == "python"


def said(cell) -> str:
    return cell.outputs[0].data["text/plain"]


def test_a_good_lesson_is_built(lesson, tmp_path):
    path = lesson(HEAD + EXERCISE + CHECK + cell("print(np.arange(3))\nprint()") + cell(PICTURES))
    build.build([path], tmp_path / "out")
    solved = nbformat.read(tmp_path / "out" / "solutions" / f"{LESSON}.ipynb", as_version=4)
    learner = nbformat.read(tmp_path / "out" / "notebooks" / f"{LESSON}.ipynb", as_version=4)
    by_id = {cell.id: cell for cell in solved.cells}
    assert "board.flatten()" in by_id["flatten"].source
    assert said(by_id["check-flatten"]).startswith("Correct: ")
    by_id = {cell.id: cell for cell in learner.cells}
    assert by_id["flatten"].source.endswith(f"flat = ...\n{build.STUB}")
    assert said(by_id["check-flatten"]).startswith("Not attempted: ")
    assert by_id["check-flatten"].outputs[1].ename == "NotAttempted"
    # The learner's copy is the solution minus the answers.
    region = r"### BEGIN SOLUTION.*### END SOLUTION"
    for cell_solved, cell_open in zip(solved.cells, learner.cells, strict=True):
        assert re.sub(region, build.STUB, cell_solved.source, flags=re.DOTALL) == cell_open.source
    # Two kernels drew the same, to the last bit of a picture.
    pictures = [output for output in solved.cells[-1].outputs if "image/png" in output.data]
    assert len(pictures) == 2
    for mine, theirs in zip(solved.cells[-2:], learner.cells[-2:], strict=True):
        assert mine.outputs == without_empty(theirs.outputs)


def test_outputs_are_hidden_and_text_is_locked_in_the_learners_copy_only(lesson, tmp_path):
    text = cell(":tags: [setup]\n\nprint(1)") + cell("print(2)") + cell("silent = 3")
    text += '\nSome text.\n\n+++ {"tags": ["open-task"]}\n\nYours.\n'
    build.build([lesson(HEAD + EXERCISE + CHECK + text)], tmp_path / "out")
    learner, solved = (
        {
            cell.source: cell
            for cell in nbformat.read(
                tmp_path / "out" / folder / f"{LESSON}.ipynb", as_version=4
            ).cells
        }
        for folder in ("notebooks", "solutions")
    )
    hidden = [source for source, cell in learner.items() if "jupyter" in cell.metadata]
    assert hidden == ["print(2)"]
    assert learner["print(2)"].metadata.jupyter == {"outputs_hidden": True}
    assert learner["print(2)"].metadata.collapsed is True
    assert learner["print(2)"].outputs[0].data == {}
    assert learner["Some text."].metadata.editable is False
    assert "editable" not in learner["Yours."].metadata
    assert not any("jupyter" in cell.metadata for cell in solved.values())


def test_a_guess_is_open_ungraded_and_answered(lesson, tmp_path):
    path = lesson(HEAD + EXERCISE + CHECK + GUESS + GUESS_CHECK)
    build.build([path], tmp_path / "out")
    solved, learner = (
        {
            cell.id: cell
            for cell in nbformat.read(
                tmp_path / "out" / folder / f"{LESSON}.ipynb", as_version=4
            ).cells
        }
        for folder in ("solutions", "notebooks")
    )
    assert learner["guess-largest"].source == "guess_largest = ..."
    assert said(solved["check-guess-largest"]).startswith("Your guess: ")
    mine = learner["check-guess-largest"]
    assert mine.outputs[1].ename == "NotAttempted"
    assert "nbgrader" not in mine.metadata and "raises-exception" in mine.metadata.tags


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
        "Incorrect",
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
    "an exercise that hands over another variable": (
        EXERCISE + CHECK.replace(", flat)", ", board)"),
        "lacks its check cell",
    ),
    "a guess without its check": (EXERCISE + CHECK + GUESS, "lacks its check cell"),
    "a guess whose check lacks what came": (
        EXERCISE + CHECK + GUESS + GUESS_CHECK.replace(", largest)", ")"),
        "lacks its check cell",
    ),
    "a guess that is called an exercise": (
        EXERCISE + CHECK + GUESS.replace("[guess]", "[exercise]") + GUESS_CHECK,
        "no check of its exercise 'guess-largest'",
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
    """Pictures too: the two notebooks of a lesson differ in their exercises and checks only.

    Seconds depend on what the machine did meanwhile.
    """

    def shown(notebook):
        return [
            (cell.source, SECONDS.sub(" s", str(without_empty(cell.get("outputs", [])))))
            for cell in notebook.cells
            if "nbgrader" not in cell.metadata
            and not build.is_check(cell)
            and cell.source != "show_progress()"  # here more is solved
        ]

    solved, learner = (
        nbformat.read(build.COURSE / folder / f"{path.stem}.ipynb", as_version=4)
        for folder in ("solutions", "notebooks")
    )
    assert shown(solved) == shown(learner)
    assert "image/png" in str(shown(solved))


def test_the_picture_of_the_readme_is_that_of_the_first_lesson():
    notebook = nbformat.read(build.COURSE / "solutions" / "00_start_here.ipynb", as_version=4)
    assert (build.COURSE / build.PICTURE_FILE).read_bytes() == build.first_picture(notebook)
    assert f"]({build.PICTURE_FILE})" in (build.COURSE / "README.md").read_text(encoding="utf-8")


def test_an_unknown_lesson_gives_one_line(capsys):
    assert build.main(["99"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


# What reads both notebooks of a lesson, to publish or to hand out


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with copies of lesson 0's notebooks that a test may change."""
    for folder in ("solutions", "notebooks"):
        (tmp_path / folder).mkdir()
        name = f"{folder}/00_start_here.ipynb"
        (tmp_path / name).write_bytes((build.COURSE / name).read_bytes())
    monkeypatch.setattr(build, "COURSE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", ["solutions", "notebooks"])
def test_a_notebook_that_its_lesson_does_not_make_is_refused(course, folder):
    assert len(build.read_notebooks("00_start_here")) == 2
    path = course / folder / "00_start_here.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source += " changed"
    nbformat.write(notebook, path)
    with pytest.raises(build.BuildError) as caught:
        build.read_notebooks("00_start_here")
    line = str(caught.value)
    assert line.startswith(f"{folder}/00_start_here.ipynb is not what lessons/")
    assert "start.py build 00" in line and "\n" not in line


@pytest.mark.parametrize("content", [None, "", "{}", "[1", "\0"])
def test_a_notebook_that_cannot_be_read_is_one_line(course, content):
    path = course / "solutions" / "00_start_here.ipynb"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(build.BuildError, match=r"^solutions/00_start_here\.ipynb [^\n]*$"):
        build.read_notebooks("00_start_here")
