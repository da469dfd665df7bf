"""What others need to use, cite and change the course: true, valid, and of one version."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

import helpers
from helpers.version import VersionError
from tests.test_start import Course

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEVCONTAINER = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def words_of(name: str) -> str:
    """A text file in one line, whatever its line ends are."""
    return " ".join(text_of(name).split())


# The version


def test_the_version_stands_in_one_place():
    assert re.fullmatch(r"\d+\.\d+\.\d+", helpers.__version__)
    assert PROJECT["dynamic"] == ["version"] and "version" not in PROJECT
    assert metadata.version(PROJECT["name"]) == helpers.__version__


def test_the_newest_entries_are_of_this_version():
    version, day = re.search(r"^## (\S+) – (\S+)$", text_of("CHANGELOG.md"), re.M).groups()
    citation = yaml.safe_load(text_of("CITATION.cff"))
    assert version == citation["version"] == helpers.__version__
    assert day == citation["date-released"] and date.fromisoformat(day)


def test_the_changelog_goes_back_in_time():
    entries = re.findall(r"^## (.*)$", text_of("CHANGELOG.md"), re.M)
    if entries[0] == "Unreleased":  # what the next version will bring
        del entries[0]
    versions = [tuple(map(int, entry.partition(" – ")[0].split("."))) for entry in entries]
    days = [date.fromisoformat(entry.partition(" – ")[2]) for entry in entries]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)


@pytest.fixture
def version(monkeypatch):
    monkeypatch.setattr("helpers.version.__version__", "2.3.1")


@pytest.mark.parametrize("fitting", ["2.3", "2.3.0", "2.3.1", "2.3.12"])
def test_a_fitting_notebook_hears_nothing(fitting, version, capsys):
    assert helpers.made_for(fitting) is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("other", "older"),
    [
        *[(other, "notebook is older") for other in ("1.9", "2.2", "2.2.9", "0.10")],
        *[(other, "helpers are older") for other in ("2.4", "2.10", "3.0", "10.0.0")],
    ],
)
def test_another_version_is_one_line_that_says_what_to_do(other, older, version):
    with pytest.raises(VersionError) as caught:
        helpers.made_for(other)
    [line] = caught.value._render_traceback_()
    assert "\n" not in line
    assert f"made for version {'.'.join(other.split('.')[:2])} of" in line
    assert f"{Path(helpers.__file__).parent} are version 2.3. " in line and older in line
    assert ("copy your answers" in line) == (older == "notebook is older")
    assert ("Restart the kernel" in line) == (older == "helpers are older")


@pytest.mark.parametrize("bad", ["", "2", "2.x", "v2.3", "2.3 ", "2.3.1.4", 2.3, None, ...])
def test_what_is_no_version_is_one_line(bad, version):
    with pytest.raises(VersionError, match=r'^made_for\(\) takes a version such as "2\.3"\.$'):
        helpers.made_for(bad)


# Licences and citation

LICENCES = {
    "BSD-3-Clause": "https://opensource.org/license/bsd-3-clause",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
}
HOLDER = "the linear model course's authors"


def test_the_licence_names_every_part():
    overview, *sections = re.split(r"^\d\. (.*)\n-+\n", text_of("LICENSE"), flags=re.M)
    bodies = dict(zip(sections[::2], sections[1::2], strict=True))
    code, text, digits = LICENCES.items()
    assert {
        title: re.findall(r"^SPDX: (\S+)\n(\S+)$", body, re.M) for title, body in bodies.items()
    } == {
        "Code": [code],
        "Text and pictures": [text],
        "Pictures of MNIST digits": [digits],
        "MNIST": [digits],
    }
    for number, title in enumerate(bodies, 1):
        assert re.search(rf"^{number}\. {title}\b", overview, re.M)
    assert PROJECT["license"] == " AND ".join(LICENCES)


def test_the_bsd_licence_is_complete():
    licence = words_of("LICENSE")
    assert re.search(rf"Copyright \(c\) \d{{4}}, {HOLDER} Redistribution and use in", licence)
    for clause in (
        "1. Redistributions of source code must retain the above copyright notice",
        "2. Redistributions in binary form must reproduce the above copyright notice",
        "3. Neither the name of the copyright holder nor the names of its contributors may be",
        'PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"',
        "OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.",
    ):
        assert clause in licence


@pytest.mark.parametrize("name", ["LICENSE", "helpers/mnist/LICENSE.md"])
def test_mnist_is_credited_to_its_authors_and_writers(name):
    for credited in (
        *("Yann LeCun", "Corinna Cortes", "Christopher J. C. Burges", "Census Bureau"),
        *("high-school students", "National Institute of Standards and Technology", "CC-BY-SA-3.0"),
        "https://creativecommons.org/licenses/by-sa/3.0/",
    ):
        assert credited in words_of(name)


def test_licence_files_and_paths_named_in_the_licence_exist():
    named = re.findall(r"(?<![\w./])[a-z]+/(?:[\w/]+\.\w+)?(?=[\s,.:])", text_of("LICENSE"))
    assert {"helpers/mnist/mnist.npz", "helpers/reference_run.npz", "lessons/"} <= set(named)
    for name in (*named, *PROJECT["license-files"]):
        assert (ROOT / name).exists(), name


def test_the_citation_is_valid():
    citation = yaml.safe_load(text_of("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"  # each of these fields is in that version
    assert set(citation) == {
        *("cff-version", "message", "title", "authors"),  # required
        *("abstract", "type", "version", "date-released", "license", "keywords", "references"),
    }
    assert citation["type"] == "software" and citation["license"] == "BSD-3-Clause"
    assert citation["authors"] == [{"name": HOLDER}]
    assert isinstance(citation["version"], str) and isinstance(citation["date-released"], str)
    for reference in citation["references"]:
        assert {"type", "title", "authors"} <= set(reference)
        assert reference["type"] in ("article", "database")
        for author in reference["authors"]:
            assert set(author) == {"family-names", "given-names"}
    assert "LeCun" in {author["family-names"] for author in citation["references"][-1]["authors"]}


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "README.md", "CHANGELOG.md", "TEACHING.md"])
def test_what_the_pages_name_is_there(name):
    text = text_of(name)
    inline = re.findall(r"`([^`\n]+)`", text) + re.findall(r"\]\(([^)#]+)\)", text)
    paths = [word for word in inline if re.fullmatch(r"\.?[\w-]+(?:/[\w./-]*)?(?:\.\w+)?", word)]
    paths = [path for path in paths if "/" in path or path.endswith((".md", ".toml", ".cff"))]
    # by a command, by a learner, by a teacher
    made = (".venv", "runs/", "my_notebooks/", "site/", "learners/", "release/", "submitted/")
    for path in paths:
        if not path.startswith(made):
            assert list(ROOT.glob(re.sub(r"NN(_name)?", "*", path))), path
    assert len(paths) >= 2


# Dev container and Binder: their commands are run, in a course in small. Both are Linux.

on_linux = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A course in small with the real .devcontainer and binder, not yet set up."""
    course = Course(tmp_path_factory.mktemp("reuse") / "course")
    for name in (".devcontainer", "binder"):
        shutil.copytree(ROOT / name, course.folder / name)
    return course


def run(course: Course, *command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command in the course's folder; its `python3` is the one that runs this test."""
    return subprocess.run(
        command,
        cwd=course.folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


@on_linux
def test_the_dev_containers_command_sets_the_course_up(course, tmp_path):
    (tmp_path / "python3").symlink_to(getattr(sys, "_base_executable", sys.executable))
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    done = run(course, "sh", "-c", DEVCONTAINER["postCreateCommand"], PATH=path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "  OK  " in done.stdout and "FAIL" not in done.stdout
    settings = DEVCONTAINER["customizations"]["vscode"]["settings"]
    folder, _, inside = settings["python.defaultInterpreterPath"].partition("/")
    assert folder == "${containerWorkspaceFolder}" and (course.folder / inside).exists()


@on_linux
def test_binder_installs_the_lock_and_checks_it(course, tmp_path):
    """As repo2docker does: pip in the repository's folder, then postBuild."""
    image = tmp_path / "image"
    subprocess.run([sys.executable, "-m", "venv", image], check=True)
    path = os.pathsep.join([str(image / "bin"), os.environ["PATH"]])
    pip = [str(image / "bin" / "pip"), "--disable-pip-version-check"]
    done = run(course, *pip, "install", "-q", "-r", "binder/requirements.txt")
    assert done.returncode == 0, done.stderr
    installed = run(course, *pip, "freeze", "--all").stdout.splitlines()
    _, *pins = (course.folder / "requirements.txt").read_text(encoding="utf-8").split("\n")
    assert {pin for pin in pins if "==" in pin} <= set(installed)
    assert os.access(ROOT / "binder/postBuild", os.X_OK)
    done = run(course, str(course.folder / "binder/postBuild"), PATH=path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "  OK  " in done.stdout and "FAIL" not in done.stdout
    (course.folder / "helpers" / "mnist.txt").unlink()
    done = run(course, str(course.folder / "binder/postBuild"), PATH=path)
    assert done.returncode == 1 and "FAIL" in done.stdout  # and no image is made


def test_the_images_python_is_one_that_the_course_takes():
    image = re.fullmatch(r"python:(\d+\.\d+)-\w+", DEVCONTAINER["image"])
    runtime = re.fullmatch(r"python-(\d+\.\d+)\n", text_of("binder/runtime.txt"))
    for version in (image[1], runtime[1]):
        assert f"{version}.0" in SpecifierSet(PROJECT["requires-python"])
    assert shlex.split(DEVCONTAINER["postCreateCommand"])[0] == "python3"
    lock = (ROOT / "binder" / text_of("binder/requirements.txt").split()[-1]).resolve()
    assert lock == ROOT / "requirements.txt"
