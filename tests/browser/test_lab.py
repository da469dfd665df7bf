"""What a learner sees: notebooks in the real JupyterLab, in a browser."""

import copy
import os
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import sync_playwright

from tests.browser.lab import CHROMIUM, FLAGS, Lab
from tests.browser.look import LOOK, SETTLED

ROOT = Path(__file__).resolve().parents[2]
MISSING = (
    "These tests need the browser Chromium: `sudo apt install chromium`. "
    "Elsewhere, any chromium on the PATH will do."
)
HIDDEN = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """One server and one browser for this file. Playwright is stopped after it: its event
    loop would be in the way of other tests."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with Lab(tmp_path_factory.mktemp("lab"), browser) as server:
            yield server
        browser.close()


def language_info() -> dict:
    """What the kernel says of its language, as JupyterLab writes it into a notebook."""
    from ipykernel.ipkernel import IPythonKernel

    return dict(IPythonKernel().language_info)


def notebook(*cells, **metadata):
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, **metadata}
    return new_notebook(cells=list(cells), metadata=metadata)


def hidden(source, *outputs, tags=()):
    metadata = copy.deepcopy(HIDDEN)
    if tags:
        metadata["tags"] = list(tags)
    return new_code_cell(source, metadata=metadata, outputs=list(outputs), execution_count=1)


def stored(text):
    return new_output("stream", name="stdout", text=text)


def five_hidden():
    raised = new_output("error", ename="ValueError", evalue="old", traceback=["ValueError: old"])
    return notebook(
        hidden("print('new' + ' one')", stored("old one\n")),
        hidden("raise ValueError('new two')", raised, tags=["raises-exception"]),
        hidden("nothing = 0"),
        hidden("print('new' + ' four')", stored("old four\n")),
        new_code_cell("print('new' + ' five')", outputs=[stored("old five\n")]),
    )


def test_an_output_is_hidden_until_its_cell_is_run(lab):
    with lab.open(five_hidden()) as page:
        assert [page.is_hidden(cell) for cell in range(5)] == [True] * 4 + [False]
        shown = page.page.locator(".jp-Notebook").inner_text()
        assert "old five" in shown
        assert not any(word in shown for word in ("old one", "ValueError: old", "old four"))

        page.run(0)
        assert "new one" in page.cell(0).inner_text()
        assert [page.is_hidden(cell) for cell in range(4)] == [False, True, True, True]
        page.run(1)
        assert "ValueError: new two" in page.cell(1).inner_text()
        assert [page.is_hidden(cell) for cell in range(4)] == [False, False, True, True]
        page.run(0)
        assert "new one" in page.cell(0).inner_text(), "a second run must not hide it again"
        assert not page.complaints and not page.foreign


def test_run_all_shows_every_output(lab):
    with lab.open(five_hidden()) as page:
        page.run_all()
        assert not any(page.is_hidden(cell) for cell in range(5))
        for cell, text in ((0, "new one"), (1, "new two"), (3, "new four"), (4, "new five")):
            assert text in page.cell(cell).inner_text()


def test_a_notebook_that_was_only_opened_is_not_changed(lab):
    """With the metadata that JupyterLab itself writes, saving it leaves every byte as it was."""
    made = five_hidden()
    made.metadata.language_info = language_info()
    with lab.open(made) as page:
        before = page.path.read_bytes()
        assert not page.is_changed()
        page.save()
        assert page.path.read_bytes() == before


def test_another_python_changes_only_the_version(lab):
    made = five_hidden()
    made.metadata.language_info = {**language_info(), "version": "3.0.0"}
    with lab.open(made) as page:
        before = page.path.read_text(encoding="utf-8")
        page.save()
        after = page.path.read_text(encoding="utf-8")
        assert after == before.replace("3.0.0", language_info()["version"])


def test_a_double_click_does_not_open_text_that_cannot_be_edited(lab):
    hint = "<details><summary>Hint</summary>\n\nTransposed, it fits.\n\n</details>"
    made = notebook(
        new_markdown_cell(hint, metadata={"editable": False}), new_markdown_cell("Your answer.")
    )
    with lab.open(made) as page:
        for cell, opens in ((0, False), (1, True)):
            page.cell(cell).locator(".jp-RenderedMarkdown").dblclick()
            page.page.wait_for_timeout(300)
            assert page.cell(cell).locator(".jp-InputArea-editor").is_visible() == opens
        page.cell(0).locator("summary").click()
        assert page.cell(0).get_by_text("Transposed, it fits.").is_visible()


# The lessons as they are released, with every output shown: opened once, in the dark theme on a
# page of 800 pixels, where most goes wrong.


@pytest.fixture(scope="module")
def seen(lab):
    """For each notebook what is on its page, and all that the browser complained about."""
    paths = sorted((ROOT / "solutions").glob("*.ipynb")) + [
        ROOT / "notebooks/01_vectorization.ipynb"
    ]
    found = {}
    with lab.open(paths[0], dark=True, width=800) as page:
        page.page.evaluate("window.jupyterapp.shell.collapseLeft()")
        for path in paths:
            page.show(path)
            page.page.evaluate(SETTLED)
            found[f"{path.parent.name}/{path.stem}"] = page.page.evaluate(LOOK)
        return found, page.complaints, page.foreign


def test_lessons_ask_nothing_of_the_network_and_raise_nothing_in_the_browser(seen):
    found, complaints, foreign = seen
    assert len(found) > 8
    assert not complaints
    assert not foreign


def every(seen, what):
    return {name: page[what] for name, page in seen[0].items() if page[what]}


def test_every_formula_is_rendered(seen):
    assert sum(page["formulas"] for page in seen[0].values()) > 100
    assert every(seen, "raw") == {}


def test_nothing_disappears_in_the_dark(seen):
    assert sum(page["words"] for page in seen[0].values()) > 1000
    assert every(seen, "faint") == {}
    assert every(seen, "see_through") == {}


def test_no_table_is_cut_on_a_narrow_page(seen):
    assert sum(page["tables"] for page in seen[0].values()) > 3
    assert every(seen, "cut") == {}


def test_every_picture_has_words(seen):
    assert sum(page["pictures"] for page in seen[0].values()) > 20
    assert every(seen, "without_words") == {}
