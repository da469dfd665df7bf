"""A lesson with a part in Notebook 7, which some prefer to JupyterLab."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.lab import Lab, Window

LESSON = Path(__file__).resolve().parents[2] / "solutions" / "01_vectorization.ipynb"
LONGEST = 120_000  # ms; a kernel starts in between


@pytest.fixture
def own_lab(browser, tmp_path):
    """A server that JupyterLab was not asked for.

    jupyter_server remembers where a file lies by its name alone, and both have the same icon
    fonts: whichever comes second is refused them (403).
    """
    with Lab(tmp_path, browser) as server:
        yield server


def test_a_lesson_runs_and_its_part_answers(own_lab):
    shutil.copy(LESSON, own_lab.folder)
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    [with_part] = [i for i, cell in enumerate(cells) if "Unroll" in "".join(cell["source"][:1])]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    window = Window(own_lab, f"notebooks/{LESSON.name}")
    page = window.page
    with window:
        cell = page.locator(f'.jp-Cell[data-windowed-list-index="{with_part}"]')
        expect(cell).to_have_count(1, timeout=LONGEST)
        part = cell.get_by_role("region", name="From image to vector")
        for _ in range(4):  # a page that is not quite there may let a choice in the menu go
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            cell.scroll_into_view_if_needed()
            try:
                part.wait_for(timeout=LONGEST / 4)
                break
            except TimeoutError:
                continue
        expect(part).to_be_visible()
        vector = part.get_by_role("slider", name="The vector")
        vector.focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(part).to_contain_text("Yes. The place of row 1, column 2: row × 4 + column")
        window.keep("notebook7", part)
        last = page.locator(".jp-CodeCell .jp-InputPrompt").last
        expect(last).to_have_text(
            re.compile(rf"^\[({len(code)}|{2 * len(code)})\]:$"), timeout=LONGEST
        )
        # Notebook's own: it may use the schema of its shortcuts at the start before it has it.
        complaints = [each for each in window.complaints if "(reading 'schema')" not in each]
        assert not complaints and not window.foreign
