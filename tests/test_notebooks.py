"""What every released notebook must be: executed, clean, in the agreed form."""

import html
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.checks import LESSONS
from teaching.build import COURSE, LESSON_FOLDER

NOTEBOOKS = [
    path
    for folder in ("solutions", "notebooks")
    for path in sorted((COURSE / folder).glob("*.ipynb"))
]
READ = {path: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
MOST_UNCOMPARED_CELLS = 0
WITHOUT_TENSORFLOW = ("00", "01", "02", "03", "06")

each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=[f"{path.parent.name}/{path.stem}" for path in NOTEBOOKS]
)


def code_cells(path: Path) -> list:
    return [cell for cell in READ[path].cells if cell.cell_type == "code"]


def text_of(path: Path) -> str:
    return "\n".join(cell.source for cell in READ[path].cells if cell.cell_type == "markdown")


def outputs(path: Path) -> list:
    return [output for cell in code_cells(path) for output in cell.outputs]


def test_every_lesson_has_both_notebooks_and_nothing_else_is_there():
    lessons = {path.stem for path in LESSON_FOLDER.glob("[0-9][0-9]_*.md")}
    assert lessons >= {"00_start_here", *LESSONS}
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
            alt = output.metadata.get("image/png", {}).get("alt", "")
            assert len(alt.split()) >= 5, "a picture lacks an alternative text"
            page = output.data.get("text/html", "")
            assert f'<img alt="{html.escape(alt)}"' in page, "its text does not reach the page"


@each_notebook
def test_the_form_is_kept(path):
    text = text_of(path)
    assert text.startswith("# ")
    for part in ("**You will be able to**", "**You need**", "## What you can do now", "**Next:**"):
        assert part in text, part
    [minutes] = re.findall(r"^\*\*Minutes:\*\* (\d+)$", text, re.MULTILINE)
    assert int(minutes) == LESSONS.get(path.stem, int(minutes))


@each_notebook
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)\)", text_of(path)):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@each_notebook
def test_exercises_have_three_hints(path):
    sections = re.split(r"^### Exercise ", text_of(path), flags=re.MULTILINE)[1:]
    for section in sections:
        section = section.partition("\n## ")[0]
        hints = re.findall(r"<details><summary>(.*?)</summary>", section)
        assert hints == ["A question", "A direction", "Nearly the line"], section[:40]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_at_least_five_exercises(lesson):
    exercises = [
        cell
        for cell in code_cells(COURSE / "notebooks" / f"{lesson}.ipynb")
        if "exercise" in cell.metadata.get("tags", [])
    ]
    assert len(exercises) >= 5


def test_the_map_states_the_minutes():
    text = text_of(COURSE / "notebooks" / "00_start_here.ipynb")
    for lesson, minutes in LESSONS.items():
        [row] = [line for line in text.splitlines() if f"({lesson}.ipynb)" in line and "|" in line]
        assert re.search(rf"\b{minutes}\b", row.replace(lesson, "")), row


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
