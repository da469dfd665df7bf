"""Every lesson in the real JupyterLab: opened as it is released, then all its cells run."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.look import LOOK, SETTLED, barriers_in_notebook

ROOT = Path(__file__).resolve().parents[2]
PATHS = [
    path
    for folder in ("solutions", "notebooks")
    for path in sorted((ROOT / folder).glob("*.ipynb"))
]
# Every code cell with its tags, and what JupyterLab shows of it after a run.
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === "code")
  .map(cell => ({
    source: cell.model.sharedModel.source,
    tags: cell.model.getMetadata("tags") ?? [],
    count: cell.model.executionCount,
    errors: cell.model.outputs.toJSON().filter(output => output.output_type === "error")
      .map(output => `${output.ename}: ${output.evalue}`),
  }))"""


@pytest.fixture(scope="module")
def window(lab):
    with lab.open(dark=True, width=800) as window:
        yield window


@pytest.fixture(params=PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}", scope="module")
def lesson(window, request):
    """A lesson on a page of 800 pixels in the dark theme, where most goes wrong; all cells run."""
    path = request.param
    window.complaints.clear()
    window.foreign.clear()
    window.choose_theme(dark=True)
    window.show(path)
    window.page.evaluate(SETTLED)
    opened = window.page.evaluate(LOOK)
    window.run_all()
    window.page.evaluate(SETTLED)
    return path, window, opened


def test_a_lesson_as_it_is_released(lesson):
    path, _, opened = lesson
    check_look(opened)
    if path.parent.name == "notebooks":
        assert len(opened["placeholders"]) > 0
        assert not any(opened["placeholders"]), "their text is the first line of an output"


def test_all_its_cells_run(lesson):
    path, window, _ = lesson
    cells = window.page.evaluate(CELLS)
    assert len(cells) > 5
    for cell in cells:
        assert cell["count"] or not cell["source"].strip(), f"not run: {cell['source']}"
        if "raises-exception" not in cell["tags"]:
            assert not cell["errors"], cell["source"]
    found = window.page.evaluate(LOOK)
    check_look(found)
    assert found["pictures"] > 0 or path.stem.startswith("00")


def check_look(found):
    assert found["words"] > 300
    for kind in ("faint", "see_through", "without_words", "cut", "raw"):
        assert found[kind] == [], kind


def test_its_parts_are_alive(lesson):
    path, window, _ = lesson
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    with_part = [
        place
        for place, cell in enumerate(cells)
        for output in cell.get("outputs", [])
        if "text/vnd.linear-model.part" in output.get("data", {})
    ]
    for dark in (True, False):
        window.choose_theme(dark=dark)
        window.page.evaluate(SETTLED)
        for number, place in enumerate(with_part):
            part = window.cell(place).locator(".part").first
            expect(part).to_be_visible()
            expect(part.get_by_role("alert")).to_be_hidden()
            look = f"{path.parent.name}-{path.stem}-{number}-{'dark' if dark else 'light'}"
            window.keep(look, part)


def test_nothing_in_it_shuts_somebody_out(lesson):
    """As axe-core judges it, in both themes."""
    _, window, _ = lesson
    for dark in (False, True):
        window.choose_theme(dark=dark)
        assert barriers_in_notebook(window.page) == []


def test_it_asks_nothing_of_the_network_and_raises_nothing_in_the_browser(lesson):
    _, window, _ = lesson
    assert not window.complaints
    assert not window.foreign
