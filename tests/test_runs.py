"""The trained run: what was saved comes back, and what is damaged is said in one line."""

import numpy as np
import pytest

from helpers import runs

WEIGHTS = np.arange(7840, dtype=np.float32).reshape(784, 10)
BIASES = np.arange(10, dtype=np.float32)
HISTORY = {key: [0.5, 0.25] for key in runs.HISTORY_KEYS}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder `runs` of this test's own, with a name that no machine has by itself."""
    folder = tmp_path / "runs of mine"
    monkeypatch.setattr(runs, "RUN_FILE", folder / "trained_run.npz")
    return folder


def save():
    runs.save_run(WEIGHTS, BIASES, HISTORY)


def one_line(error):
    [line] = error.value._render_traceback_()
    assert line.startswith("Error: ") and "\n" not in line
    assert error.value.__suppress_context__  # outside a notebook, no second traceback
    return line


def missing(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-1000])


def altered(path):
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 100] = bytes(100)
    path.write_bytes(content)


def another_file(path):
    with open(path, "wb") as file:
        np.savez(file, weights=WEIGHTS)


DAMAGES = [missing, empty, cut_short, altered, another_file]


def test_what_was_saved_comes_back(folder, capsys):
    save()
    run = runs.load_run()
    assert "you trained yourself" in capsys.readouterr().out
    assert (run.weights == WEIGHTS).all() and (run.biases == BIASES).all()
    assert run.history == HISTORY
    assert [path.name for path in folder.iterdir()] == ["trained_run.npz"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_of_the_learners_costs_only_that_run(damage, folder, capsys):
    save()
    damage(runs.RUN_FILE)
    assert runs.load_run().weights.any()
    *warning, last = capsys.readouterr().out.splitlines()
    assert last == "Loaded the trained run that comes with the course."
    assert len(warning) == (0 if damage is missing else 1)
    assert all("train again in lesson" in line for line in warning)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_reference_run_is_one_line(damage, tmp_path, monkeypatch, capsys):
    copy = tmp_path / "reference_run.npz"
    copy.write_bytes(runs.REFERENCE_FILE.read_bytes())
    damage(copy)
    monkeypatch.setattr(runs, "REFERENCE_FILE", copy)
    with pytest.raises(runs.RunError) as error:
        runs.load_run()
    assert str(copy) in one_line(error) and "git checkout -- " in one_line(error)
    assert capsys.readouterr().out == ""  # it does not claim to have loaded one


def test_a_folder_that_cannot_be_written_is_one_line(folder):
    folder.write_text("a file where the folder should be")
    with pytest.raises(runs.RunError) as error:
        save()
    assert str(runs.RUN_FILE) in one_line(error) and "make the folder writable" in one_line(error)
    assert folder.read_text() == "a file where the folder should be"


def test_a_disk_that_fills_up_leaves_the_earlier_run(folder, monkeypatch):
    save()

    def full(file, run):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "_write", full)
    with pytest.raises(runs.RunError, match="No space left on device"):
        save()
    assert [path.name for path in folder.iterdir()] == ["trained_run.npz"]
    assert (runs.load_run().weights == WEIGHTS).all()


def test_a_line_is_said_once(capsys):
    runs.say_once.cache_clear()
    for line in ("one", "two", "one"):
        runs.say_once(line)
    assert capsys.readouterr().out == "one\ntwo\n"
