"""Make `solutions/` and `notebooks/` from the lessons: `python3 start.py build`.

Each file of `lessons/` becomes two executed notebooks. The one in `solutions/`
holds the answers, and any nbgrader installation can use it as its source. The
one in `notebooks/` is the learner's copy: the exercises and guesses are open,
outputs are hidden until their cell is run, and text cannot be edited.

A lesson is refused, with one line that says why, if an exercise or a guess has
no check, if two share a name, if a solution does not pass its own check, if a
cell writes to stderr or raises what it should not, or if a hint or a later cell
gives an exercise's answer away.
"""

import argparse
import ast
import base64
import hashlib
import os
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from helpers.checks.registry import Exercise, exercises_and_guesses
from helpers.runs import COURSE
from helpers.version import __version__
from teaching.marks import fit

LESSON_FOLDER = COURSE / "lessons"
REFERENCE_LESSON = "06_training"
REFERENCE_FILE = "helpers/reference_run.npz"
PICTURE_LESSON = "00_start_here"
PICTURE_FILE = "machine.png"
STUB = "# Your code here."
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MADE_FOR = f'import helpers\n\nhelpers.made_for("{__version__.rpartition(".")[0]}")\n'
GUESS_REACH = 4  # the check of a guess stands within so many code cells after it
SECONDS_PER_CELL = 600


class BuildError(Exception):
    """A lesson that cannot be released; the message says which and why."""


def read_lesson(path: Path, inside: set[str] | None = None) -> NotebookNode:
    """Read a MyST Markdown lesson as a notebook with nbgrader's cells and stable cell ids.

    `inside` is what the copy of the course has that the notebook is for, as in `marks.fit`.
    """
    import jupytext  # slow to import, and not needed by all who import this file

    notebook = jupytext.read(path)
    notebook.metadata = NotebookNode(kernelspec=KERNEL)
    known = {
        name: asked for name, asked in exercises_and_guesses().items() if asked.lesson == path.stem
    }
    names: set[str] = set()
    for position, cell in enumerate(notebook.cells):
        name = cell.metadata.pop("name", None)
        cell.id = f"{path.stem[:2]}-{position:03d}"
        if cell.cell_type == "markdown":
            cell.source = fit(cell.source, inside)
        kind = kind_of(cell)
        if not kind:
            continue
        if name is None:
            raise BuildError(f"{path.name}: one {kind} has no name. Add a `:name:` line.")
        if name in names:
            raise BuildError(f"{path.name}: two exercises are named {name!r}.")
        if name not in known or (kind == "guess") != (known[name].points == 0):
            raise BuildError(f"{path.name}: helpers/checks has no check of its {kind} {name!r}.")
        if not solution_lines(cell.source):
            raise BuildError(f"{path.name}: {kind} {name!r} has no marked solution.")
        names.add(name)
        cell.id = name
        cell.metadata.nbgrader = _nbgrader(name, solution=True)
        check_cell = find_check(known[name], notebook.cells[position + 1 :])
        if check_cell is None:
            raise BuildError(f"{path.name}: {kind} {name!r} lacks its check cell after it.")
        if kind == "exercise":
            check_cell.metadata.nbgrader = _nbgrader(f"check-{name}", points=known[name].points)
            if "wrong-on-purpose" in cell.metadata.tags:  # a given piece that is to be mended
                check_cell.metadata.tags = ["wrong-on-purpose"]
        else:
            check_cell.metadata.tags = ["check-guess"]
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    if first is not None:  # before anything else is imported that may be missing
        first.source = f"{MADE_FOR}\n{first.source}"
    for cell in notebook.cells:
        if cell.source.startswith('check("'):
            cell.id = "check-" + cell.source.split('"')[1]
    missing = set(known) - names
    if missing:
        raise BuildError(f"{path.name}: no exercise for the check of {', '.join(sorted(missing))}.")
    return notebook


def kind_of(cell: NotebookNode) -> str:
    """ "exercise", "guess", or "" for a cell that is neither."""
    tags = cell.metadata.get("tags", [])
    return next((kind for kind in ("exercise", "guess") if kind in tags), "")


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell is the check of an exercise or of a guess."""
    tags = cell.metadata.get("tags", [])
    return bool(cell.metadata.get("nbgrader", {}).get("grade")) or "check-guess" in tags


def find_check(asked: Exercise, following: list[NotebookNode]) -> NotebookNode | None:
    """The check cell of an exercise, right behind it, or of a guess, a few code cells later.

    It must hand over the variables that the check was registered with, and for a guess what came.
    """
    reach = 1 if asked.points else GUESS_REACH
    for cell in [cell for cell in following if cell.cell_type == "code"][:reach]:
        if cell.source.startswith(f'check("{asked.name}", '):
            [statement] = ast.parse(cell.source).body
            given = [ast.unparse(argument) for argument in statement.value.args[1:]]
            own = given if asked.points else given[:-1]
            return cell if tuple(own) == asked.answers else None
    return None


def _nbgrader(grade_id: str, *, solution: bool = False, points: int | None = None) -> NotebookNode:
    graded = points is not None
    metadata = NotebookNode(
        grade=graded, grade_id=grade_id, locked=graded, schema_version=3, solution=solution
    )
    metadata.task = False
    if graded:
        metadata.points = points
    return metadata


def solution_lines(source: str) -> list[str]:
    """The lines between the solution's two marks, without comments and empty lines."""
    lines, inside = [], False
    for line in source.splitlines():
        if "### BEGIN SOLUTION" in line:
            inside = True
        elif "### END SOLUTION" in line:
            inside = False
        elif inside and line.strip() and not line.strip().startswith("#"):
            lines.append(line.strip())
    return lines


def learner_copy(notebook: NotebookNode) -> NotebookNode:
    """The notebook with its solutions cleared, its checks locked and its outputs to be hidden."""
    from nbgrader import preprocessors  # as slow as jupytext

    config = Config()
    config.ClearSolutions.code_stub = {"python": STUB}
    copy = nbformat.from_dict(notebook)
    for name in ("ClearSolutions", "LockCells", "ComputeChecksums", "CheckCellMetadata"):
        try:
            copy, _ = getattr(preprocessors, name)(config=config).preprocess(copy, {})
        except (RuntimeError, ValueError) as error:
            raise BuildError(f"{name}: {' '.join(str(error).split())}") from None
        if name == "ClearSolutions":
            for cell in copy.cells:
                if kind_of(cell) == "guess":  # `guess = ...` says it all
                    cell.source = cell.source.replace(f"\n{STUB}", "")
    for cell in copy.cells:
        tags = cell.metadata.get("tags", [])
        if is_check(cell):
            cell.metadata.tags = [*tags, "raises-exception"]
        elif cell.cell_type == "markdown" and "open-task" not in tags:
            cell.metadata.editable = False
    return copy


def hide_outputs(notebook: NotebookNode) -> None:
    """Let JupyterLab hide what each cell shows until it is run, but for checks and set-up.

    In place of hidden outputs JupyterLab shows the first line of the first one. So an empty one
    comes first. Saving a notebook that was only opened changes nothing in these marks.
    """
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.get("outputs") and not is_check(cell) and "setup" not in tags:
            cell.metadata.collapsed = True
            cell.metadata.jupyter = {"outputs_hidden": True}
            cell.outputs.insert(0, nbformat.v4.new_output("display_data", {}))


def find_leak(notebook: NotebookNode, learner: NotebookNode) -> str | None:
    """Say where a hint or a later cell holds a line of an exercise's solution, if one does."""
    for position, cell in enumerate(notebook.cells):
        if kind_of(cell) != "exercise":
            continue
        hints = [
            hint
            for other in learner.cells
            if other.cell_type == "markdown"
            for hint in re.findall(r"<details>.*?</details>", other.source, re.DOTALL)
        ]
        places = [*hints, *(later.source for later in learner.cells[position:])]
        for line in solution_lines(cell.source):
            bare = _bare(line)
            if len(bare) >= 12 and any(bare in _bare(place) for place in places):
                return f"the solution of {cell.id!r} can be read elsewhere: {line}"
    return None


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def execute(notebook: NotebookNode, folder: Path, runs: Path) -> NotebookNode:
    """Run every cell in a fresh kernel that works in `folder` and saves to `runs`."""
    config = Config()
    if os.name == "posix":
        # Kernels that start at the same time can pick the same TCP port, and then one dies.
        config.KernelManager.transport = "ipc"
        config.KernelManager.connection_file = f"{runs}.json"
    client = NotebookClient(
        notebook,
        config=config,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    environment = {
        key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
    }
    notebook = client.execute(env={**environment, "LINEAR_MODEL_RUNS": str(runs)})
    # What moves needs a kernel. Where there is none, its picture is shown, in the same output.
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def refuse_bad_output(notebook: NotebookNode, name: str, *, open_exercises: bool) -> None:
    """Raise `BuildError` if a cell shows what a released notebook must not show."""
    for cell in notebook.cells:
        checks = is_check(cell)
        on_purpose = "wrong-on-purpose" in cell.metadata.get("tags", [])
        verdict = "Incorrect" if on_purpose else "NotAttempted"
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                text = " ".join(output.text.split())[:200]
                raise BuildError(f"{name}, cell {cell.id}: writes to stderr: {text}")
            if output.output_type == "error":
                calm = open_exercises and checks and output.ename == verdict
                if not calm:
                    raise BuildError(f"{name}, cell {cell.id}: {output.ename}: {output.evalue}")
        verdicts = [output.get("ename") for output in cell.get("outputs", [])]
        if open_exercises and checks and verdict not in verdicts:
            raise BuildError(f"{name}, cell {cell.id}: passes although its exercise is open.")


def sources_digest(notebook: NotebookNode) -> str:
    """A digest of what the cells say, their outputs aside."""
    text = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in notebook.cells)
    return hashlib.sha256(text.encode()).hexdigest()


def make_notebooks(path: Path, inside: set[str] | None = None) -> tuple[NotebookNode, NotebookNode]:
    """The lesson's two notebooks, not executed: with solutions, and the learner's copy.

    `inside` is what the copy of the course has that they are for, as in `marks.fit`.
    """
    solved = read_lesson(path, inside)
    learner = learner_copy(solved)
    leak = find_leak(solved, learner)
    if leak:
        raise BuildError(f"{path.name}: {leak}")
    for notebook in (solved, learner):
        notebook.metadata.course = {"sources": sources_digest(notebook)}
    return solved, learner


def read_notebooks(lesson: str) -> tuple[NotebookNode, NotebookNode]:
    """The lesson's solved notebook and its learner's copy, as they are stored, with outputs.

    Raises `BuildError` unless both are just what the lesson makes.
    """
    made = make_notebooks(LESSON_FOLDER / f"{lesson}.md")
    read = []
    for folder, fresh in zip(("solutions", "notebooks"), made, strict=True):
        path = COURSE / folder / f"{lesson}.ipynb"
        again = f"Run `start.py build {lesson[:2]}`."
        try:
            notebook = nbformat.read(path, as_version=4)
        except Exception:
            raise BuildError(f"{folder}/{lesson}.ipynb cannot be read. {again}") from None
        if sources_digest(notebook) != sources_digest(fresh):
            raise BuildError(
                f"{folder}/{lesson}.ipynb is not what lessons/{lesson}.md makes. {again}"
            )
        read.append(notebook)
    return tuple(read)


def refuse_edited(path: Path) -> None:
    """Raise `BuildError` if somebody has worked in a made notebook, so that nothing is lost."""
    if not path.exists():
        return
    try:
        notebook = nbformat.read(path, as_version=4)
        made = notebook.metadata.get("course", {}).get("sources")
    except Exception:
        made, notebook = None, nbformat.v4.new_notebook()
    if made != sources_digest(notebook):
        raise BuildError(
            f"{path.parent.name}/{path.name} has been edited since it was built. Move your copy "
            "elsewhere, or build with --overwrite."
        )


READING = 150  # words a minute, for a text with formulas
LOOKING = 0.5  # minutes to run a cell and look at what it shows
GUESSING = 1  # minutes for a guess or a recall question
SOLVING = 2.5  # minutes for each point of an exercise, hints and a first wrong try included


def minutes(learner: NotebookNode) -> int:
    """How long a beginner takes for a lesson, in steps of five minutes.

    Counted are the words that are not folded away, the code cells, guesses and questions, and
    the points of the exercises.
    """
    words, questions, points, guesses, cells = 0, 0, 0, 0, 0
    for cell in learner.cells:
        if cell.cell_type == "markdown":
            words += len(visible_words(cell.source))
            questions += len(re.findall(r"^\*\*\d+\.\*\* ", cell.source, re.MULTILINE))
        elif kind_of(cell) == "guess":
            guesses += 1
        elif not kind_of(cell) and not is_check(cell):
            cells += 1
        points += cell.metadata.get("nbgrader", {}).get("points", 0)
    spent = words / READING + cells * LOOKING + (guesses + questions) * GUESSING + points * SOLVING
    return 5 * round(spent / 5)


def visible_words(text: str) -> list[str]:
    """The words of a Markdown text that are seen before anything is unfolded; a formula is one."""
    seen = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    seen = re.sub(r"\$\$?.+?\$\$?", "formula", seen, flags=re.DOTALL)
    seen = re.sub(r"\]\([^)]*\)", "]", seen)  # where a link leads
    return [word for word in seen.split() if re.search(r"\w", word)]


def prove(notebook: NotebookNode, lesson: str, runs: Path, folder: Path) -> None:
    """Execute one of a lesson's notebooks as in `folder`, which tells which of the two it is.

    Raises `BuildError` if a cell fails, a solution is refused by its check, or a cell shows what a
    released notebook must not show.
    """
    name = f"{folder.name}/{lesson}.ipynb"
    try:
        execute(notebook, folder, runs)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        last = str(error).strip().splitlines()[-1]
        raise BuildError(f"{name}: a cell fails: {last}") from None
    refuse_bad_output(notebook, name, open_exercises=folder.name == "notebooks")


def _run(notebook: NotebookNode, lesson: str, runs: Path, target: Path) -> None:
    prove(notebook, lesson, runs, target)
    if target.name == "notebooks":
        hide_outputs(notebook)
    nbformat.validate(notebook)
    nbformat.write(notebook, target / f"{lesson}.ipynb")
    print(f"built {target.name}/{lesson}.ipynb", flush=True)


def first_picture(notebook: NotebookNode) -> bytes:
    """The first picture that an executed notebook shows, as a PNG file's content."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [
        output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})
    ]
    return base64.b64decode(pictures[0])


def build(paths: list[Path], into: Path, *, overwrite: bool = False) -> None:
    """Build the lessons at `paths` into `into`/solutions and `into`/notebooks.

    The reference run is made first, by the solved lesson that trains the model:
    the lessons after it load that run. The picture in README.md is that of the
    first lesson.
    """
    made = {path.stem: make_notebooks(path) for path in paths}
    folders = [into / "solutions", into / "notebooks"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        for lesson in made:
            if not overwrite:
                refuse_edited(folder / f"{lesson}.ipynb")
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        if REFERENCE_LESSON in made:
            runs = Path(scratch, "reference")
            _run(made[REFERENCE_LESSON][0], REFERENCE_LESSON, runs, folders[0])
            (into / "helpers").mkdir(exist_ok=True)
            shutil.copyfile(runs / "trained_run.npz", into / REFERENCE_FILE)
        for position, folder in enumerate(folders):
            jobs = [
                pool.submit(
                    _run, notebooks[position], lesson, Path(scratch, f"{position}{lesson}"), folder
                )
                for lesson, notebooks in made.items()
                if not (lesson == REFERENCE_LESSON and position == 0)
            ]
            failures = [job.exception() for job in jobs if job.exception()]
            if failures:
                raise failures[0]
    if PICTURE_LESSON in made:
        (into / PICTURE_FILE).write_bytes(first_picture(made[PICTURE_LESSON][0]))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="start.py build", description=__doc__.split("\n\n")[0])
    parser.add_argument("lesson", nargs="*", help="such as 03 or 03_preprocessing; all, if none")
    parser.add_argument("--into", type=Path, default=COURSE, metavar="FOLDER")
    parser.add_argument("--overwrite", action="store_true", help="replace edited notebooks too")
    options = parser.parse_args(arguments)
    paths = [
        path
        for path in sorted(LESSON_FOLDER.glob("[0-9][0-9]_*.md"))
        if not options.lesson or any(path.stem.startswith(name) for name in options.lesson)
    ]
    if not paths:
        print("build: no such lesson in lessons/.", file=sys.stderr)
        return 2
    try:
        build(paths, options.into, overwrite=options.overwrite)
    except BuildError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
