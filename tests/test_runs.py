"""The trained run: what was saved comes back, and what is damaged is said in one line."""

import numpy as np
import pytest

from helpers import runs
from helpers.data import load_mnist
from helpers.features import deskew, orientations, random_features
from helpers.hidden_layer import HiddenLayerClassifier
from helpers.numpy_model import SoftmaxClassifier

WEIGHTS = np.arange(7840, dtype=np.float32).reshape(784, 10)
BIASES = np.arange(10, dtype=np.float32)
HISTORY = {key: [0.5, 0.25] for key in runs.HISTORY_KEYS}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder `runs` of this test's own, with a name that no machine has by itself."""
    folder = tmp_path / "runs of mine"
    monkeypatch.setattr(runs, "RUN_FILE", folder / "trained_run.npz")
    monkeypatch.setattr(runs, "MODELS_FILE", folder / "trained_models.npz")
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


# The five models


def models() -> dict:
    """Five models that no training made, with no two numbers alike."""
    rng = np.random.default_rng(0)
    made = {}
    for name, features in runs.VIEWS.items():
        made[name] = SoftmaxClassifier()
        made[name].weights_ = rng.normal(size=(features, 10))
        made[name].biases_ = rng.normal(size=10)
    made["hidden"] = hidden = HiddenLayerClassifier(hidden_units=7)
    hidden.hidden_weights_, hidden.hidden_biases_ = rng.normal(size=(784, 7)), rng.normal(size=7)
    hidden.weights_, hidden.biases_ = rng.normal(size=(7, 10)), rng.normal(size=10)
    return made


def test_models_that_were_saved_come_back(folder, capsys):
    saved = models()
    runs.save_models({**saved, "another": SoftmaxClassifier()})
    loaded = runs.load_models()
    assert "you trained yourself" in capsys.readouterr().out
    assert list(loaded) == ["pixels", "deskewed", "random", "orientations", "hidden"]
    assert loaded["hidden"].hidden_units == 7
    for name, model in loaded.items():
        x = np.random.default_rng(1).random((20, runs.VIEWS.get(name, 784)))
        np.testing.assert_allclose(model.scores(x), saved[name].scores(x), atol=1e-3)
    assert [path.name for path in folder.iterdir()] == ["trained_models.npz"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_models_of_the_learners_cost_only_those(damage, capsys):
    runs.save_models(models())
    damage(runs.MODELS_FILE)
    assert runs.load_models()["hidden"].hidden_units == 64
    *warning, last = capsys.readouterr().out.splitlines()
    assert last == "Loaded the trained models that come with the course."
    assert len(warning) == (0 if damage is missing else 1)
    assert all("lesson 10 replaces them" in line for line in warning)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_reference_models_are_one_line(damage, tmp_path, monkeypatch, capsys):
    copy = tmp_path / "reference_models.npz"
    copy.write_bytes(runs.REFERENCE_MODELS_FILE.read_bytes())
    damage(copy)
    monkeypatch.setattr(runs, "REFERENCE_MODELS_FILE", copy)
    with pytest.raises(runs.RunError) as error:
        runs.load_models()
    assert str(copy) in one_line(error) and "git checkout -- " in one_line(error)
    assert capsys.readouterr().out == ""


def test_the_models_of_the_course_read_digits():
    """They are small, and read validation images as lesson 10 says."""
    assert runs.REFERENCE_MODELS_FILE.stat().st_size < 600_000
    (x, y), _ = load_mnist()
    images, y = x[48000:49000].astype("float32") / 255, y[48000:49000]
    pixels = images.reshape(-1, 784)
    views = {
        "pixels": pixels,
        "deskewed": deskew(images).reshape(-1, 784),
        "random": random_features(pixels),
        "orientations": orientations(images),
        "hidden": pixels,
    }
    for name, model in runs.reference_models().items():
        assert model.score(views[name], y) > (0.88 if name == "pixels" else 0.92), name


@pytest.mark.parametrize(
    "spoil, line",
    [
        (lambda made: made.pop("random"), "dictionary of the models pixels, deskewed, random"),
        (lambda made: made.update(hidden=SoftmaxClassifier()), "'hidden' is none: fit it first"),
        (lambda made: made.update(hidden=made["pixels"]), "'hidden' is none: fit it first"),
        (lambda made: made.update(pixels=made["random"]), r"\(1000, 10\), not \(784, 10\)"),
    ],
)
def test_models_that_are_none_are_one_line(spoil, line, folder):
    made = models()
    spoil(made)
    with pytest.raises(runs.RunError, match=line):
        runs.save_models(made)
    assert not folder.exists()


def test_save_models_wants_a_dictionary():
    with pytest.raises(runs.RunError, match="wants a dictionary"):
        runs.save_models([SoftmaxClassifier()])
