"""A learner's notebooks are copies that no new version of the course touches."""

import json
import subprocess

import nbformat
import pytest

from starting import ROOT, Stop
from starting.copies import is_untouched, lay_out, restore, versions
from teaching.build import sources_digest


def write(path, *sources, made_from=None, outputs=()):
    """A notebook with these cells, which was made from `made_from`, or as it stands."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, outputs=list(outputs)) for source in sources]
    )
    notebook.metadata.course = {"sources": made_from or sources_digest(notebook)}
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return notebook.metadata.course.sources


def cells(path):
    return [cell["source"] for cell in nbformat.read(path, as_version=4).cells]


@pytest.fixture
def course(tmp_path):
    """A course of two notebooks, laid out; and what the first was made from."""
    write(tmp_path / "notebooks" / "02_b.ipynb", "b = 1")
    made = write(tmp_path / "notebooks" / "01_a.ipynb", "a = 1", "# one\n# two")
    assert lay_out(tmp_path) == []
    return tmp_path, made


def test_every_shipped_notebook_is_known_as_untouched():
    paths = sorted(ROOT.glob("notebooks/*.ipynb"))
    assert paths and all(map(is_untouched, paths))
    for path in paths:
        assert versions(path)[1] == sources_digest(nbformat.read(path, as_version=4))


def test_copies_are_laid_out_once(course):
    folder, _ = course
    for name in ("01_a.ipynb", "02_b.ipynb"):
        mine = folder / "my_notebooks" / name
        assert mine.read_bytes() == (folder / "notebooks" / name).read_bytes()
        mine.write_bytes(mine.read_bytes() + b"\n")
    lay_out(folder)
    assert mine.read_bytes().endswith(b"\n\n")


def test_a_new_version_replaces_only_what_was_not_worked_in(course):
    folder, made = course
    write(folder / "my_notebooks" / "01_a.ipynb", "a = 42", "# mine", made_from=made)
    write(folder / "notebooks" / "01_a.ipynb", "a = 2")
    write(folder / "notebooks" / "02_b.ipynb", "b = 2")
    [line] = lay_out(folder)
    assert "newer version of my_notebooks/01_a.ipynb" in line and "restore 01" in line
    assert cells(folder / "my_notebooks" / "01_a.ipynb") == ["a = 42", "# mine"]
    assert cells(folder / "my_notebooks" / "02_b.ipynb") == ["b = 2"]
    restore(["1"], folder)
    assert lay_out(folder) == []


def test_restore_keeps_the_learners_own_under_a_new_name(course):
    folder, made = course
    mine = folder / "my_notebooks" / "01_a.ipynb"
    for name, work in (("01", "first"), ("1", "second"), ("01_a.ipynb", "third")):
        write(mine, work, made_from=made)
        said = restore([name], folder)
        assert "is now my_notebooks/01_a_before" in said[0] and "fresh" in said[1]
        assert mine.read_bytes() == (folder / "notebooks" / "01_a.ipynb").read_bytes()
    kept = sorted(mine.parent.glob("01_a_before_*.ipynb"))
    assert [cells(path) for path in kept] == [["first"], ["second"], ["third"]]


def test_a_damaged_copy_is_said_and_kept(course):
    folder, _ = course
    mine = folder / "my_notebooks" / "01_a.ipynb"
    mine.write_text("{")
    [line] = lay_out(folder)
    assert "cannot be read" in line and "restore 01" in line
    restore(["01"], folder)
    assert (mine.parent / "01_a_before_1.ipynb").read_text() == "{"
    assert lay_out(folder) == []


def test_restore_refuses_what_it_cannot_do(course):
    folder, made = course
    for names in (["09"], ["nothing"], ["0"]):
        with pytest.raises(Stop, match="There are 01, 02"):
            restore(names, folder)
    with pytest.raises(Stop, match="restore 03"):
        restore([], folder)
    write(folder / "notebooks" / "01_a.ipynb", "changed", made_from=made)
    with pytest.raises(Stop, match="no fresh one"):
        restore(["01"], folder)
    [line] = lay_out(folder)
    assert "notebooks/01_a.ipynb was changed" in line


def test_git_never_sees_the_copies():
    command = ["git", "check-ignore", "my_notebooks/01_vectorization.ipynb"]
    if subprocess.run(["git", "rev-parse"], cwd=ROOT, capture_output=True).returncode:
        assert "my_notebooks/" in (ROOT / ".gitignore").read_text().split()
    else:
        assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0


def test_metadata_other_than_the_courses_is_no_version(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": {"course": []}}))
    assert versions(path) == (None, None)
