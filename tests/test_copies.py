"""A learner's notebooks are copies that no new version of the course touches."""

import errno
import json
import os
import shutil
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


@pytest.mark.parametrize("content", ["{", "<<<<<<< HEAD\n{}", "[" * 200_000])
def test_a_damaged_notebook_of_the_course_replaces_nothing(course, content):
    folder, made = course
    mine = folder / "my_notebooks" / "01_a.ipynb"
    (folder / "notebooks" / "01_a.ipynb").write_text(content)
    (folder / "notebooks" / "03_c.ipynb").write_text(content)
    before = mine.read_bytes()
    lines = lay_out(folder)
    assert [line.split()[0] for line in lines] == ["notebooks/01_a.ipynb", "notebooks/03_c.ipynb"]
    assert all("cannot be read" in line and "new download" in line for line in lines)
    assert mine.read_bytes() == before and not (mine.parent / "03_c.ipynb").exists()
    write(mine, "a = 42", made_from=made)
    assert lay_out(folder) == lines
    with pytest.raises(Stop, match="cannot be read, so there is no fresh one"):
        restore(["01"], folder)


def test_a_copy_that_is_nested_too_deep_is_said(course):
    folder, _ = course
    (folder / "my_notebooks" / "01_a.ipynb").write_text("[" * 200_000)
    [line] = lay_out(folder)
    assert "my_notebooks/01_a.ipynb cannot be read" in line


def test_no_notebook_at_all(course):
    folder, _ = course
    shutil.rmtree(folder / "notebooks")
    assert lay_out(folder) == []  # what is the learner's still opens
    shutil.rmtree(folder / "my_notebooks")
    with pytest.raises(Stop, match="no notebook in notebooks/. Download"):
        lay_out(folder)


def test_something_in_the_place_of_the_learners_folder(course):
    folder, _ = course
    mine = folder / "my_notebooks"
    mine.rename(folder / "elsewhere")
    mine.write_text("my notes")
    for act in (lambda: lay_out(folder), lambda: restore(["01"], folder)):
        with pytest.raises(Stop, match="my_notebooks is a file"):
            act()
    assert mine.read_text() == "my notes"
    mine.unlink()
    try:
        mine.symlink_to(folder / "elsewhere", target_is_directory=True)
    except OSError:  # Windows asks for a right
        return
    assert lay_out(folder) == []
    (folder / "elsewhere").rename(folder / "gone")
    with pytest.raises(Stop, match="my_notebooks is a link"):
        lay_out(folder)


def test_work_stays_where_it_is_when_no_fresh_copy_can_be_written(course, monkeypatch):
    folder, made = course
    mine = folder / "my_notebooks" / "01_a.ipynb"
    write(mine, "a = 42", made_from=made)

    def fill_disk(_, part):
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fill_disk)
    with pytest.raises(OSError):
        restore(["01"], folder)
    assert cells(mine) == ["a = 42"]
    assert sorted(os.listdir(mine.parent)) == ["01_a.ipynb", "02_b.ipynb"]


def test_notebooks_of_the_same_number(course):
    folder, made = course
    write(folder / "notebooks" / "01_another.ipynb", "another = 1")
    assert lay_out(folder) == []
    with pytest.raises(Stop, match="More than one .* Say which: 01_a, 01_another"):
        restore(["01"], folder)
    write(folder / "my_notebooks" / "01_a.ipynb", "a = 42", made_from=made)
    write(folder / "notebooks" / "01_a.ipynb", "a = 2")
    [line] = lay_out(folder)
    assert "restore 01_a`" in line
    assert len(restore(["01_a", "01_a.ipynb"], folder)) == 2  # twice named, once made fresh
    with pytest.raises(Stop, match="There are 01_a, 01_another, 02"):
        restore(["03"], folder)


def test_restore_refuses_what_it_cannot_do(course):
    folder, made = course
    for names in (["09"], ["nothing"], ["0"], [""]):
        with pytest.raises(Stop, match="There are 01, 02"):
            restore(names, folder)
    with pytest.raises(Stop, match="Which notebook .* restore`: 01, 02"):
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
