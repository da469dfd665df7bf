"""What a learner sees: notebooks in the real JupyterLab, in a browser."""

import copy
import functools
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.browser.lab import notebook
from tests.browser.look import LOOK, SETTLED, barriers_in_notebook

ROOT = Path(__file__).resolve().parents[2]
DOT = (  # a PNG of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CLEAR_DOT = (  # another one, that cannot be seen
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII="
)
HIDDEN = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
# With the setting that a part's state is saved, JupyterLab writes this where there is no part.
NO_PARTS = {
    "application/vnd.jupyter.widget-state+json": {
        "state": {},
        "version_major": 2,
        "version_minor": 0,
    }
}


@pytest.fixture(scope="module")
def page(lab):
    with lab.open() as window:
        yield window


@functools.cache
def language_info() -> dict:
    """What the kernel says of its language, as JupyterLab writes it into a notebook."""
    # In a process of its own: a kernel made here would be taken for the page by later tests.
    code = "import json; from ipykernel.ipkernel import IPythonKernel as Kernel; "
    code += "print(json.dumps(Kernel().language_info))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def hidden(source, *outputs, tags=()):
    """A cell whose outputs are hidden.

    JupyterLab shows the first line of a cell's first output where the hidden ones
    would be, so the first one is empty.
    """
    metadata = {**copy.deepcopy(HIDDEN), **({"tags": list(tags)} if tags else {})}
    outputs = [new_output("display_data", {}), *outputs]
    return new_code_cell(source, metadata=metadata, outputs=outputs, execution_count=1)


def stored(text):
    return new_output("stream", name="stdout", text=text)


def four_hidden():
    raised = new_output("error", ename="ValueError", evalue="old", traceback=["ValueError: old"])
    return notebook(
        hidden("print('new' + ' one')", stored("old one\n")),
        hidden("raise ValueError('new two')", raised, tags=["raises-exception"]),
        hidden("2 * 21", new_output("execute_result", {"text/plain": "old three"})),
        hidden("print('new' + ' four')", stored("old four\n")),
        new_code_cell("print('new' + ' five')", outputs=[stored("old five\n")]),
    )


def test_an_output_is_hidden_until_its_cell_is_run(page):
    page.show(four_hidden())
    assert [page.is_hidden(cell) for cell in range(5)] == [True] * 4 + [False]
    shown = page.notebook.inner_text()
    assert "old five" in shown
    for text in ("old one", "ValueError: old", "old three", "old four"):
        assert text not in shown

    page.run(0)
    assert "new one" in page.cell(0).inner_text()
    assert [page.is_hidden(cell) for cell in range(4)] == [False, True, True, True]
    page.run(1)
    assert "ValueError: new two" in page.cell(1).inner_text()
    assert [page.is_hidden(cell) for cell in range(4)] == [False, False, True, True]
    page.run(0)
    assert "new one" in page.cell(0).inner_text(), "a second run must not hide it again"
    assert not page.complaints and not page.foreign


def test_run_all_shows_every_output(page):
    page.show(four_hidden())
    page.run_all()
    assert not any(page.is_hidden(cell) for cell in range(5))
    for cell, text in enumerate(("new one", "new two", "42", "new four", "new five")):
        assert text in page.cell(cell).inner_text()


def test_a_notebook_that_was_only_opened_is_not_changed(page):
    """With the metadata that JupyterLab itself writes, saving it leaves every byte as it was."""
    made = four_hidden()
    made.metadata.language_info = language_info()
    made.metadata.widgets = NO_PARTS
    page.show(made)
    before = page.path.read_bytes()
    assert not page.is_changed()
    page.save()
    assert page.path.read_bytes() == before


def test_another_python_changes_only_the_version(page):
    made = four_hidden()
    made.metadata.language_info = {**language_info(), "version": "3.0.0"}
    made.metadata.widgets = NO_PARTS
    page.show(made)
    before = page.path.read_text(encoding="utf-8")
    page.save()
    after = page.path.read_text(encoding="utf-8")
    assert after == before.replace("3.0.0", language_info()["version"])


def test_a_double_click_does_not_open_text_that_cannot_be_edited(page):
    hint = "<details><summary>Hint</summary>\n\nTransposed, it fits.\n\n</details>"
    made = notebook(
        new_markdown_cell(hint, metadata={"editable": False}), new_markdown_cell("Your answer.")
    )
    page.show(made)
    for cell, opens in ((0, False), (1, True)):
        page.cell(cell).locator(".jp-RenderedMarkdown").dblclick()
        page.page.wait_for_timeout(300)  # for an editor that must not come
        assert page.cell(cell).locator(".jp-InputArea-editor").is_visible() == opens
    page.cell(0).locator("summary").click()
    assert page.cell(0).locator(".jp-RenderedMarkdown p").is_visible()


def test_the_words_for_a_picture_reach_the_page(page):
    """From HTML; of an image/png, JupyterLab's page leaves the words out."""
    words = "A line that falls."
    bundle = {
        "text/html": f'<img alt="{words}" src="data:image/png;base64,{DOT}">',
        "image/png": DOT,
        "text/plain": words,
    }
    made = notebook(
        new_code_cell(
            f"display({bundle!r}, raw=True)", outputs=[new_output("display_data", bundle)]
        )
    )
    page.show(made)
    for _ in ("as stored, not trusted", "after a run"):
        picture = page.cell(0).get_by_role("img", name=words)
        assert picture.evaluate("picture => picture.naturalWidth") == 1
        page.run(0)


def test_a_page_with_faults_is_not_passed(page):
    """The look at the lessons below finds what it looks for."""
    faults = (
        '<p style="color: #fff">white on white</p>'
        f'<img src="data:image/png;base64,{CLEAR_DOT}">'
        '<table style="min-width: 3000px"><tr><td>wide</td></tr></table>'
    )
    page.show(
        notebook(
            new_code_cell("", outputs=[new_output("display_data", {"text/html": faults})]),
            new_markdown_cell(r"\\$x^2$ stays raw, $\frac{1}$ is wrong."),
            *(new_markdown_cell("A page that is longer than the screen.") for _ in range(60)),
            new_markdown_cell('<p style="color: #bbb">faint</p><button></button>'),
        )
    )
    page.page.evaluate(SETTLED)
    found = page.page.evaluate(LOOK)
    for kind in ("faint", "see_through", "without_words", "cut", "raw"):
        assert len(found[kind]) > 0, kind
    told = "\n".join(barriers_in_notebook(page.page))
    for rule in ("color-contrast", "button-name"):
        assert rule in told


def test_the_learners_copy_stays_as_it_was_when_it_is_only_opened(page):
    """But for what JupyterLab always writes: the version of Python, and that no part is open."""
    path = ROOT / "notebooks" / "01_vectorization.ipynb"
    page.show(path)
    page.save()
    before, after = (nbformat.read(each, as_version=4) for each in (path, page.path))
    for each in (before, after):
        each.metadata.language_info.pop("version", None)
    assert after.metadata.pop("widgets") == NO_PARTS
    assert after == before
