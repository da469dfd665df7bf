"""A class to hand out: what is in it, what it names, what is refused, and that it runs."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from helpers.checks.registry import LESSONS, exercises_and_guesses
from teaching import build, release
from teaching.marks import fit

ROOT = Path(__file__).resolve().parents[1]
EVERY = list(LESSONS)
FEW = EVERY[:2]
OFFERED = {"lab", "setup", "restore", "help"}  # what start.py can do in a class
ABSENT = ("solutions", "lessons", "tests", "teaching")


def unzip(content: bytes, into: Path) -> Path:
    """Unzip a class into a folder, as a learner does; return the folder that the zip makes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(into)
    [folder] = into.iterdir()
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Path:
    """Lessons 0 and 1, made by the command, in a folder with a space and letters of Korea."""
    place = tmp_path_factory.mktemp("release")
    target = place / "CLASS.zip"
    target.write_bytes(b"from before")
    command = [sys.executable, "-m", "teaching.release", str(target), "--lessons", "0", "01"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"made {target}: 00, 01"
    assert [path.name for path in place.iterdir()] == ["CLASS.zip"], "nothing is left behind"
    return unzip(target.read_bytes(), place / "첫째 수업")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    files = release.contents(EVERY, hints=True)
    return unzip(release.pack(files), tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """One lesson from the middle of the course, without hints."""
    files = release.contents([EVERY[4]], hints=False)
    return unzip(release.pack(files), tmp_path_factory.mktemp("bare"))


@pytest.fixture(params=["whole", "few", "bare"])
def folder(request) -> Path:
    return request.getfixturevalue(request.param)


def notebooks(folder: Path) -> dict[str, nbformat.NotebookNode]:
    return {
        path.stem: nbformat.read(path, as_version=4)
        for path in sorted((folder / "notebooks").glob("*.ipynb"))
    }


def words_of(notebook) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def texts(folder: Path) -> dict[str, str]:
    """What a learner reads: README.md and the text of each notebook, by its path."""
    read = {f"notebooks/{name}.ipynb": words_of(each) for name, each in notebooks(folder).items()}
    return {"README.md": (folder / "README.md").read_text(encoding="utf-8"), **read}


def run(folder: Path, *command: str, **more) -> subprocess.CompletedProcess:
    """Run this Python in a class, whose helpers come before the course's own."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        **more,
    )


# What is in it


def test_the_chosen_notebooks_and_no_others(whole, few, bare):
    assert list(notebooks(whole)) == EVERY
    assert list(notebooks(few)) == FEW
    assert list(notebooks(bare)) == [EVERY[4]]


def test_no_solution_no_source_and_no_answer_bank(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        name = path.relative_to(folder).as_posix()
        assert not name.startswith(ABSENT) and "__pycache__" not in name, name
        if path.suffix in (".py", ".ipynb", ".md", ".toml"):
            assert "### BEGIN SOLUTION" not in path.read_text(encoding="utf-8"), name
    for lesson, notebook in notebooks(folder).items():
        given = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        solved = nbformat.read(ROOT / "solutions" / f"{lesson}.ipynb", as_version=4)
        for cell in solved.cells:
            lines = build.solution_lines(cell.source)
            block = "\n".join(lines)
            if build.kind_of(cell) == "exercise" and len(block) >= 12:
                assert block not in "\n".join(map(str.strip, given.splitlines())), cell.id


def test_what_an_install_needs_is_there(folder):
    import tomllib

    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    project, setuptools = tomllib.loads(text)["project"], tomllib.loads(text)["tool"]["setuptools"]
    wanted = [project["readme"], *project["license-files"], "requirements.txt", "start.py"]
    wanted += [f"{package.replace('.', '/')}/__init__.py" for package in setuptools["packages"]]
    for name in wanted:
        assert (folder / name).is_file(), name


def test_only_scripts_may_be_run(few):
    target = few.parent.parent / "CLASS.zip"
    with zipfile.ZipFile(target) as archive:
        entries = archive.infolist()
        scripts = [entry.filename for entry in entries if entry.external_attr >> 16 == 0o100755]
        assert scripts == [f"{release.FOLDER}/binder/postBuild"]
        assert {entry.external_attr >> 16 for entry in entries} == {0o100644, 0o100755}
        assert {entry.date_time for entry in entries} == {release.WHEN}
        assert archive.namelist() == sorted(archive.namelist())


# What it names


def test_texts_link_to_what_is_inside(folder):
    for name, text in texts(folder).items():
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        for target in links:
            assert "://" in target or ((folder / name).parent / target).exists(), (name, target)
        assert "<!--" not in text, name


def test_texts_name_no_folder_and_no_command_that_is_absent(folder):
    for name, text in texts(folder).items():
        for absent in ABSENT:
            assert not re.search(rf"(?<![\w/]){absent}/", text), (name, absent)
        for command in re.findall(r"start\.py ([a-z]+)", text):
            assert command in OFFERED, (name, command)
        for number in re.findall(r"start\.py restore (\d+)", text):
            assert list((folder / "notebooks").glob(f"{number}_*")), (name, number)


def test_the_map_has_a_row_for_each_lesson_inside(whole, few, bare):
    for folder in (whole, few, bare):
        inside = list(notebooks(folder))
        rows = re.findall(
            r"^\| \[.*?\]\(notebooks/(\w+)\.ipynb\)", texts(folder)["README.md"], re.M
        )
        assert rows == inside
        if "00_start_here" in inside:
            text = words_of(notebooks(folder)["00_start_here"])
            assert re.findall(r"^\| \[.*?\]\((\w+)\.ipynb\)", text, re.M) == inside[1:]


def test_what_comes_next_is_inside(whole, few, bare):
    following = re.compile(r"^\*\*Next:\*\* .*?\((\w+)\.ipynb\)", re.M)
    ends = {name: following.findall(words_of(each)) for name, each in notebooks(whole).items()}
    assert ends == {
        **{lesson: [after] for lesson, after in zip(EVERY, EVERY[1:], strict=False)},
        EVERY[-1]: [EVERY[0]],
    }
    ends = {name: following.findall(words_of(each)) for name, each in notebooks(few).items()}
    assert ends == {FEW[0]: [FEW[1]], FEW[1]: []}
    [text] = map(words_of, notebooks(bare).values())
    assert "**Next:**" not in text


def test_a_course_of_nine_is_not_promised_to_who_gets_two(whole, few):
    assert "A course of " in texts(whole)["README.md"]
    assert "A course of " not in texts(few)["README.md"]
    assert "pad.png" in texts(whole)["README.md"] and (whole / "pad.png").exists()
    assert "pad.png" not in texts(few)["README.md"] and not (few / "pad.png").exists()


def test_no_output_names_a_lesson_that_is_not_inside(folder):
    inside = notebooks(folder)
    for notebook in inside.values():
        for cell in notebook.cells:
            said = json.dumps(cell.get("outputs", []))
            assert not any(other in said for other in set(EVERY) - set(inside)), cell.id
            hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
            assert not hidden or cell.outputs


# Hints


def test_without_hints_only_hints_are_gone(bare):
    name = EVERY[4]
    [notebook] = notebooks(bare).values()
    stored = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    exercises = [cell for cell in stored.cells if build.kind_of(cell) == "exercise"]
    folds = [re.findall(r"<summary>(.*?)</summary>", words_of(each)) for each in (stored, notebook)]
    gone = [summary for summary in folds[0] if summary in release.HINTS]
    assert len(gone) == 3 * len(exercises) > 0
    assert folds[1] == [summary for summary in folds[0] if summary not in release.HINTS]
    assert "Why does this work?" in folds[1]
    code = [[cell.source for cell in each.cells if cell.cell_type == "code"] for each in
            (stored, notebook)]  # fmt: skip
    assert code[0] == code[1]
    assert all(cell.source.strip() for cell in notebook.cells)


def test_no_text_speaks_of_hints_that_are_not_there():
    files = release.contents(EVERY, hints=False)
    for name, content in files.items():
        if name.endswith(".ipynb"):
            text = words_of(nbformat.reads(content.decode(), as_version=4))
            assert not re.search(r"\bhints?\b", text, re.I), name
    assert not re.search(r"\bhints?\b", files["README.md"].decode(), re.I)


def test_hints_of_another_name_are_not_left_by_mistake(monkeypatch):
    monkeypatch.setattr(release, "HINTS", (*release.HINTS[:2], "Almost the line"))
    with pytest.raises(release.ReleaseError, match=r"^lessons/01_\S+ has \d+ hints for \d+ ex"):
        release.contents(["01_vectorization"], hints=False)


# It runs


def test_its_notebooks_are_as_they_were_made(folder):
    for path in (folder / "notebooks").iterdir():
        code = f"from starting.copies import *; print(is_untouched(ROOT / 'notebooks/{path.name}'))"
        assert run(folder, "-c", code).stdout == "True\n", path.name
        nbformat.validate(nbformat.read(path, as_version=4))


def test_start_offers_what_works_there(few):
    for arguments in ([], ["nothing"]):
        assert run(few, "start.py", "help", *arguments).returncode == 0
    offered = re.findall(r"^  (\w+)", run(few, "start.py", "help").stdout, re.M)
    assert set(offered) == OFFERED
    for command in ("test", "build", "site", "release", "grade", "benchmark", "lock"):
        done = run(few, "start.py", command)
        assert done.returncode == 1 and not (few / ".venv").exists()
        assert re.fullmatch(rf"start\.py: `{command}` belongs to [^\n]+\n", done.stderr)


def test_a_copy_can_be_restored_there(few):
    done = run(few, "start.py", "restore", "01")
    assert (done.returncode, done.stderr) == (0, "")
    mine = few / "my_notebooks" / "01_vectorization.ipynb"
    assert mine.read_bytes() == (few / "notebooks" / mine.name).read_bytes()
    assert "00, 01." in run(few, "start.py", "restore").stderr


def test_every_module_can_be_imported_there(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("LINEAR_MODEL_RUNS", str(tmp_path))  # nothing is solved there
    code = (
        "import helpers, importlib, pkgutil, sys\n"
        "for module in pkgutil.walk_packages(helpers.__path__, 'helpers.'):\n"
        "    importlib.import_module(module.name)\n"
        "from helpers.checks.registry import exercises_and_guesses as every\n"
        "print(helpers.__file__, *dict.fromkeys(e.lesson for e in every().values()), sep='\\n')\n"
        "helpers.show_progress()"
    )
    done = run(folder, "-c", code)
    assert (done.returncode, done.stderr) == (0, "")
    file, *lines = done.stdout.splitlines()
    inside = list(notebooks(folder))
    assert Path(file) == folder / "helpers" / "__init__.py"
    assert lines[: len(inside)] == inside
    rows = [line.split()[0] for line in lines[len(inside) :]]
    assert rows == ["lesson", *inside, "all", "Next:"]
    assert f"in {inside[0]}.ipynb" in lines[-1]


def test_its_notebooks_run_there(few, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(few))
    names = exercises_and_guesses()
    for lesson, notebook in notebooks(few).items():
        NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": str(few / "notebooks")}},
        ).execute(env={**os.environ, "LINEAR_MODEL_RUNS": str(tmp_path / lesson)})
        errors = [
            output.ename
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        ]
        asked = [each for each in names.values() if each.lesson == lesson]
        assert set(errors) <= {"NotAttempted", "Incorrect"} and len(errors) == len(asked)
        printed = "".join(
            output.text
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if output.output_type == "stream" and "show_progress()" in cell.source
        )
        assert ("02_inspecting_mnist" not in printed) and bool(printed) == (lesson == EVERY[0])


# The same, whole, or not at all


def test_the_same_course_gives_the_same_bytes(few):
    before = (few.parent.parent / "CLASS.zip").read_bytes()
    os.utime(ROOT / "start.py")
    old = os.umask(0o077)
    try:
        assert release.pack(release.contents(FEW, hints=True)) == before
    finally:
        os.umask(old)


@pytest.fixture
def quick(monkeypatch):
    """Everything but the run of the solutions."""
    monkeypatch.setattr(release, "prove_solutions", lambda lessons: None)


@pytest.mark.parametrize("problem", [OSError(28, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize(
    "place", ["teaching.release.pack", "os.replace", "pathlib.Path.write_bytes"]
)
def test_a_failure_leaves_the_zip_from_before(quick, problem, place, tmp_path, monkeypatch, capsys):
    target = tmp_path / "CLASS.zip"
    target.write_bytes(b"from before")

    def fail(*_, **__):
        raise problem

    with monkeypatch.context() as patch:
        patch.setattr(place, fail)
        assert release.main([str(target), "--lessons", "00"]) in (1, 130)
    assert target.read_bytes() == b"from before"
    assert list(tmp_path.iterdir()) == [target]
    assert capsys.readouterr().err.strip().count("\n") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{}/CLASS"], "is no name of a zip"),
        (["{}/nowhere/CLASS.zip"], "There is no folder"),
        (["{}/folder.zip"], "is a folder"),
        (["{}/CLASS.zip", "--lessons", "42"], "There is no lesson '42'. There are 00, 01"),
        (["{}/CLASS.zip", "--lessons", "01_vec"], "There is no lesson '01_vec'"),
    ],
)
def test_what_cannot_be_made_is_one_line(arguments, said, tmp_path, quick, capsys):
    (tmp_path / "folder.zip").mkdir()
    assert release.main([part.format(tmp_path) for part in arguments]) == 1
    line = capsys.readouterr().err
    assert line.startswith("release: ") and line.count("\n") == 1 and said in line
    assert [path.name for path in tmp_path.iterdir()] == ["folder.zip"]


# What is refused


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course in small: lesson 0 alone, which a test may change."""
    folder = tmp_path / "course"
    for name in release.FILES + ("README.md", "machine.png", "pad.png"):
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder)
    for name in ("lessons", "notebooks", "solutions"):
        (folder / name).mkdir()
        for path in (ROOT / name).glob("00_*"):
            shutil.copy(path, folder / name)
    for module in (build, release):
        monkeypatch.setattr(module, "COURSE", folder)
        monkeypatch.setattr(module, "LESSON_FOLDER", folder / "lessons")
    return folder


def refusal(course: Path, capsys) -> str:
    target = course.parent / "CLASS.zip"
    target.write_bytes(b"from before")
    assert release.main([str(target)]) == 1
    assert target.read_bytes() == b"from before"
    error = capsys.readouterr().err
    assert error.startswith("release: ") and error.count("\n") == 1
    return error


@pytest.mark.parametrize("folder", ["notebooks", "solutions"])
def test_a_notebook_that_its_lesson_does_not_make(course, folder, capsys):
    path = course / folder / "00_start_here.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[3].source += "\n# mine"
    nbformat.write(notebook, path)
    assert f"{folder}/00_start_here.ipynb is not what" in refusal(course, capsys)


def test_a_solution_that_fails_its_check(course, capsys):
    """Its outputs, which are stored, still say that it passes."""
    path = course / "lessons" / "00_start_here.md"
    text = path.read_text(encoding="utf-8")
    assert text.count("scores_shape = (60, 10)") == 1
    path.write_text(text.replace("scores_shape = (60, 10)", "scores_shape = (10, 60)"))
    for folder, made in zip(("solutions", "notebooks"), build.make_notebooks(path), strict=True):
        place = course / folder / "00_start_here.ipynb"
        stored = nbformat.read(place, as_version=4)
        for cell, new in zip(stored.cells, made.cells, strict=True):
            cell.source = new.source
        stored.metadata = made.metadata
        nbformat.write(stored, place)
    assert "solutions/00_start_here.ipynb: a cell fails: Incorrect" in refusal(course, capsys)


def test_a_link_to_what_a_class_does_not_have(course, capsys, quick):
    readme = course / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8") + "\nRead [more](TEACHING.md).\n")
    assert "README.md names TEACHING.md, which a class does not have" in refusal(course, capsys)


# In a hub


@pytest.mark.skipif(os.name == "nt", reason="JupyterHub does not run on Windows")
def test_a_hubs_learner_gets_notebooks_once_and_a_kernel_of_the_class(tmp_path, monkeypatch):
    """The command of the shipped settings, with a program that says how it was called."""
    folder, home = tmp_path / "첫째 수업", tmp_path / "home"
    home.mkdir()
    for name in ("00_start_here", "01_vectorization"):
        (folder / "notebooks").mkdir(parents=True, exist_ok=True)
        (folder / "notebooks" / f"{name}.ipynb").write_text(f"fresh {name}")
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$LINEAR_MODEL_RUNS" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setenv("CLASS", str(folder))
    c = Config()
    source = (ROOT / "teaching" / "jupyterhub_config.py").read_text(encoding="utf-8")
    exec(source, {"get_config": lambda: c})
    assert c.Spawner.default_url == "/lab/tree/my_notebooks/00_start_here.ipynb"
    for start in ("first", "second"):
        done = subprocess.run(
            [*c.Spawner.cmd, "--port=1", "--two words"],
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home), **c.Spawner.environment},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.stdout == f"{home}/runs -P -m jupyterhub.singleuser --port=1 --two words\n"
        assert done.returncode == 0
        mine = {path.name: path.read_text() for path in (home / "my_notebooks").iterdir()}
        assert mine["01_vectorization.ipynb"] == "fresh 01_vectorization"
        if start == "first":
            (home / "my_notebooks" / "00_start_here.ipynb").write_text("my work")
    assert mine["00_start_here.ipynb"] == "my work"


# Marks


TEXT = """# Title
One. <!-- needs a -->
Two. <!-- needs b -->

## Section <!-- needs b -->

- x
```
## no heading
```

### Below

y

## Other

z
"""


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        (None, re.sub(r" <!--.*?-->", "", TEXT)),
        ({"a", "b"}, re.sub(r" <!--.*?-->", "", TEXT)),
        ({"a"}, "# Title\nOne.\n\n## Other\n\nz\n"),
        ({"b"}, re.sub(r" <!--.*?-->", "", TEXT.replace("One. <!-- needs a -->\n", ""))),
        (set(), "# Title\n\n## Other\n\nz\n"),
    ],
)
def test_marks_say_what_is_left_out(inside, kept):
    assert fit(TEXT, inside) == kept


def test_marks_leave_every_other_text_as_it_is():
    for text in ("", "\n\n\na\n\n\n", "<!-- needs x --> first", "a\n<!-- another -->\n"):
        assert fit(text) == fit(text, set()) == text


def test_every_mark_names_what_can_be_there():
    known = {*EVERY, "every lesson", "hints", *ABSENT}
    files = [ROOT / "README.md", *(ROOT / "lessons").rglob("*.md")]
    found = [
        mark
        for path in files
        for mark in re.findall(r"<!-- needs (.+?) -->", path.read_text(encoding="utf-8"))
    ]
    assert found and set(found) <= known
    assert all("<!-- needs" not in path.read_text() for path in ROOT.glob("notebooks/*.ipynb"))
