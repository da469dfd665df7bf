"""What every released notebook must be: executed, clean, in the agreed form."""

import html
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.checks import LESSONS, exercises
from teaching.build import COURSE, LESSON_FOLDER, is_check, kind_of, minutes, visible_words

NOTEBOOKS = [
    path
    for folder in ("solutions", "notebooks")
    for path in sorted((COURSE / folder).glob("*.ipynb"))
]
READ = {path: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
MOST_UNCOMPARED_CELLS = 0
WITHOUT_TENSORFLOW = ("00", "01", "02", "03", "07", "09")
MOST_CELLS, MOST_WORDS = 10, 400  # between two lines of the learner's own
FEWEST_EXERCISES = 62
CLOSING = ("## An open task", "## Questions", "## What you can do now")

each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=[f"{path.parent.name}/{path.stem}" for path in NOTEBOOKS]
)


each_learners_copy = pytest.mark.parametrize(
    "path",
    [path for path in NOTEBOOKS if path.parent.name == "notebooks"],
    ids=lambda path: path.stem,
)


def code_cells(path: Path) -> list:
    return [cell for cell in READ[path].cells if cell.cell_type == "code"]


def text_of(path: Path) -> str:
    return "\n".join(cell.source for cell in READ[path].cells if cell.cell_type == "markdown")


def outputs(path: Path) -> list:
    return [output for cell in code_cells(path) for output in cell.outputs]


def test_every_lesson_has_both_notebooks_and_nothing_else_is_there():
    lessons = {path.stem for path in LESSON_FOLDER.glob("[0-9][0-9]_*.md")}
    assert lessons == set(LESSONS)
    for folder in ("solutions", "notebooks"):
        assert {path.stem for path in NOTEBOOKS if path.parent.name == folder} == lessons


@each_notebook
def test_every_code_cell_was_executed_in_order(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


def test_few_cells_are_not_compared():
    marked = [
        (path, cell.id)
        for path in NOTEBOOKS
        for cell in code_cells(path)
        if re.search(r"NBVAL|PYTEST_VALIDATE", cell.source)
        or any(tag.startswith("nbval") for tag in cell.metadata.get("tags", []))
    ]
    assert len(marked) <= MOST_UNCOMPARED_CELLS, marked


@each_notebook
def test_no_warning_no_stderr_no_path_is_shown(path):
    for output in outputs(path):
        assert output.get("name") != "stderr"
        text = str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
        text += str(output.get("data", {}).get("text/html", "")) + str(output.get("traceback", ""))
        assert "Warning:" not in text
        assert not re.search(
            r"(?<![\w.])/(?:home|work|tmp|root|usr|opt)/|[A-Z]:\\\\|site-packages", text
        )


@each_notebook
def test_sources_hold_no_absolute_path(path):
    sources = "\n".join(cell.source for cell in READ[path].cells)
    assert not re.search(r"(?<![\w.:/])/(?:home|work|tmp|root|usr|opt)/|[A-Z]:\\\\", sources)


@each_notebook
def test_every_picture_says_what_it_shows(path):
    for output in outputs(path):
        if "image/png" in output.get("data", {}):
            [alt] = re.findall(r'<img [^>]*alt="([^"]*)"', output.data["text/html"])
            assert len(alt.split()) >= 5, "a picture lacks an alternative text"
            assert html.unescape(alt) == output.metadata["image/png"]["alt"]


@each_notebook
def test_code_fits_the_page(path):
    for cell in code_cells(path):
        assert max(map(len, cell.source.splitlines()), default=0) <= 80, cell.source


@each_notebook
def test_the_form_is_kept(path):
    text = text_of(path)
    assert text.startswith("# ")
    parts = ["**You will be able to**", "**You need**", "## Questions", "## What you can do now"]
    if path.stem[:2] not in ("00", "01"):
        parts.append("## Recall")
    if path.stem[:2] != "00":
        parts.append("## An open task")
    for part in (*parts, "**Next:**"):
        assert part in text, part
    assert re.findall(r"^\*\*Minutes:\*\* (\d+)$", text, re.M) == [str(LESSONS[path.stem])]


@each_learners_copy
def test_the_minutes_are_counted(path):
    counted = minutes(READ[path])
    assert counted == LESSONS[path.stem]
    assert path.stem == "00_start_here" or 30 <= counted <= 60


def stretches(path: Path) -> list[tuple[int, int]]:
    """Cells and words before each line of the learner's own, and from the last to the close."""
    found, cells, words = [], 0, 0
    for cell in READ[path].cells:
        if kind_of(cell):
            found.append((cells, words))
            cells = words = 0
        elif cell.source.startswith(CLOSING):
            break
        else:
            cells += 1
            words += len(visible_words(cell.source)) if cell.cell_type == "markdown" else 0
    return [*found, (cells, words)]


@each_learners_copy
def test_own_lines_come_early_and_often(path):
    for cells, words in stretches(path):
        assert cells <= MOST_CELLS and words <= MOST_WORDS, (cells, words)


@each_learners_copy
def test_guesses_come_before_what_surprises(path):
    guesses = [cell for cell in READ[path].cells if kind_of(cell) == "guess"]
    assert 1 if path.stem == "00_start_here" else 2 <= len(guesses) <= 4


@each_learners_copy
def test_recall_and_questions(path):
    text = text_of(path)
    closing = text.partition("## Questions")[2].partition("## What you can do now")[0]
    assert 2 <= len(re.findall(r"^\*\*\d\.\*\* ", closing, re.M)) <= 3
    recall = text.partition("## Recall")[2].partition("\n## ")[0]
    if recall:
        assert 3 <= len(re.findall(r"^\*\*\d\.\*\* ", recall, re.M)) <= 5
    for part in (closing, recall):
        for question in re.split(r"^\*\*\d\.\*\* ", part, flags=re.M)[1:]:
            answers = re.findall(r"</summary>(.*?)</details>", question, re.S)
            assert len(answers) >= 2
            assert sum(answer.startswith("Yes") for answer in answers) == 1, question


@each_learners_copy
def test_outputs_are_hidden_until_a_cell_is_run(path):
    for cell in code_cells(path):
        shown = is_check(cell) or "setup" in cell.metadata.get("tags", []) or not cell.outputs
        assert cell.metadata.get("jupyter", {}).get("outputs_hidden", False) != shown
        assert shown or cell.outputs[0].data == {}


@each_notebook
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)\)", text_of(path)):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@each_learners_copy
def test_an_exercise_has_three_hints_before_and_a_why_behind_it(path):
    cells = READ[path].cells
    for place, cell in enumerate(cells):
        if kind_of(cell) == "exercise":
            around = "".join(near.source for near in cells[place - 1 : place + 5])
            hints = re.findall(r"<details><summary>(.*?)</summary>", around)
            for summary in ("A question", "A direction", "Nearly the line"):
                assert summary in hints, (cell.id, summary)
            assert "Why does this work?" in hints, cell.id


def test_there_are_enough_exercises():
    assert len(exercises()) >= FEWEST_EXERCISES
    for lesson in LESSONS:
        own = [asked for asked in exercises().values() if asked.lesson == lesson]
        assert len(own) >= (1 if lesson == "00_start_here" else 5), lesson


def test_the_map_states_the_minutes():
    text = text_of(COURSE / "notebooks" / "00_start_here.ipynb")
    for lesson, spent in list(LESSONS.items())[1:]:
        [row] = [line for line in text.splitlines() if f"({lesson}.ipynb)" in line and "|" in line]
        assert re.search(rf"\b{spent}\b", row.replace(lesson, "")), row


@each_notebook
def test_tensorflow_is_imported_only_where_it_is_used(path):
    if path.stem[:2] not in WITHOUT_TENSORFLOW:
        return
    checks = COURSE / "helpers" / "checks" / f"lesson_{path.stem[:2]}.py"
    sources = [cell.source for cell in code_cells(path)]
    sources += [checks.read_text(encoding="utf-8")] if checks.exists() else []
    for source in sources:
        assert not re.search(r"^\s*(?:import|from) (?:keras|tensorflow)", source, re.MULTILINE)


def test_importing_helpers_imports_neither_tensorflow_nor_pandas():
    code = (
        "import sys, helpers; print(sorted({'tensorflow', 'keras', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=COURSE
    )
    assert done.stdout.strip() == "[]" and done.stderr == ""


def test_the_code_is_clean():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        capture_output=True,
        text=True,
        cwd=COURSE,
    )
    assert done.returncode == 0, done.stdout
