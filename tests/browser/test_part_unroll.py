"""From image to vector, as somebody sees and operates it in JupyterLab."""

import re

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_output
from playwright.sync_api import expect

from helpers.parts import UnrollExplorer
from tests.browser.lab import notebook

SETUP = "import numpy as np\nfrom helpers.parts import UnrollExplorer\n"
PART = "part = UnrollExplorer(10 * np.arange(16).reshape(4, 4)"
RED, BLUE = (213, 94, 0), (0, 114, 178)
OUTLINE = """(canvas, [row, column, rows, columns]) => {
  const [width, height] = [canvas.width / columns, canvas.height / rows];
  const sharp = canvas.width / canvas.clientWidth;
  // Just inside the cell's upper edge, in its middle.
  const at = [(column + 0.5) * width, row * height + 2 * sharp, 1, 1];
  return [...canvas.getContext("2d").getImageData(...at).data.slice(0, 3)];
}"""


@pytest.fixture(scope="module")
def wide(lab):
    with lab.open() as window:
        yield window


@pytest.fixture
def page(wide):
    """A page that has nothing to complain of, before and after."""
    yield wide
    assert not wide.complaints and not wide.foreign


def show(page, *cells, given=""):
    """A notebook with one part, run; return the part."""
    page.show(notebook(*map(new_code_cell, [f"{SETUP}{PART}{given})", "part", *cells])))
    page.run_all()
    part = page.cell(1).get_by_role("region", name="From image to vector")
    expect(part).to_be_visible()
    return part


def grid(part, name):
    return part.get_by_role("slider", name=name)


def middle(canvas, row, column, rows, columns):
    """Where the middle of a cell is, for the mouse or a finger."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    return {
        "x": (column + 0.5) * box["width"] / columns,
        "y": (row + 0.5) * box["height"] / rows,
    }


def asked(part):
    """The row and column that the part asks for."""
    question = part.get_by_role("paragraph").filter(has_text="Which place does row")
    return map(int, re.findall(r"\d", question.inner_text()))


def says(canvas, text):
    expect(canvas).to_have_attribute("aria-valuetext", text)


def outlined(canvas, row, column, rows, columns):
    """The colour of a cell's outline; None without one."""
    colour = tuple(canvas.evaluate(OUTLINE, [row, column, rows, columns]))
    return colour if colour in (RED, BLUE) else None


def test_with_the_mouse(page):
    part = show(page, "print(part.guess, part.pixel)")
    pixels, vector = grid(part, "Pixels of the image"), grid(part, "The vector")
    expect(part).to_contain_text("Which place does row 1, column 2 get in the vector?")
    expect(part.get_by_text("In NumPy")).not_to_be_visible()
    assert outlined(pixels, 1, 2, 4, 4) == RED
    assert outlined(pixels, 2, 2, 4, 4) is None
    page.keep("unroll-asking", part)

    # It does not answer before it was answered.
    pixels.hover(position=middle(pixels, 3, 3, 4, 4))
    says(pixels, "row 1, column 2: 60")
    vector.hover(position=middle(vector, 0, 9, 1, 16))
    says(vector, "place 9")

    vector.click(position=middle(vector, 0, 9, 1, 16))
    expect(part).to_contain_text("Not 9. The place of row 1, column 2: row × 4 + column = 1 × 4")
    assert outlined(vector, 0, 6, 1, 16) == RED
    expect(part.get_by_text("In NumPy: image.flatten()")).to_be_visible()
    expect(part.get_by_role("status")).to_have_text(re.compile("^Not there"))
    page.keep("unroll-answered", part)

    # Now it can be explored, from either side.
    pixels.hover(position=middle(pixels, 3, 1, 4, 4))
    says(vector, "place 13: 130, row 3, column 1")
    expect(part).not_to_contain_text("Not 9")
    vector.hover(position=middle(vector, 0, 9, 1, 16))
    says(pixels, "row 2, column 1: 90, place 9")
    expect(part).not_to_contain_text("Yes")  # it was not asked again
    assert outlined(pixels, 2, 1, 4, 4) == RED
    page.run(2)
    expect(page.cell(2)).to_contain_text("9 [0, 2, 1]")

    part.get_by_role("button", name="Ask me another").click()
    row, column = asked(part)
    vector.click(position=middle(vector, 0, 4 * row + column, 1, 16))
    expect(part).to_contain_text("Yes. The place of")


def test_with_the_keys(page):
    part = show(page)
    vector = grid(part, "The vector")
    part.get_by_label("column by column").check()
    expect(part).to_contain_text("Which place does")
    row, column = asked(part)
    for _ in range(2):  # to the image, to the vector
        page.page.keyboard.press("Tab")
    expect(vector).to_be_focused()
    for _ in range(4 * column + row):
        page.page.keyboard.press("ArrowRight")
    says(vector, f"place {4 * column + row}")
    assert outlined(vector, 0, 4 * column + row, 1, 16) == BLUE
    page.page.keyboard.press("Enter")
    expect(part).to_contain_text(f"Yes. The place of row {row}, column {column}: column × 4 + row")
    expect(part).to_contain_text('In NumPy: image.flatten(order="F")')
    page.page.keyboard.press("Home")
    says(vector, "place 0: 0, row 0, column 0")
    page.page.keyboard.press("ArrowRight")
    says(vector, "place 1: 40, row 1, column 0")
    # JupyterLab's own shortcuts stay out of it: `d d` would have deleted the cell.
    page.page.keyboard.press("d")
    page.page.keyboard.press("d")
    expect(part).to_be_visible()
    page.page.keyboard.press("Tab")
    expect(part.get_by_role("button", name="Ask me another")).to_be_focused()
    page.page.keyboard.press("Enter")
    expect(part).to_contain_text("Which place does")
    expect(vector).to_be_focused()  # the button has gone


def test_with_a_finger_on_a_narrow_screen(lab):
    with lab.open(width=360, touch=True) as phone:
        part = show(phone)
        for name, rows, columns, row, column in (
            ("The vector", 2, 8, 0, 6),
            ("Pixels of the image", 4, 4, 2, 3),
        ):
            canvas = grid(part, name)
            assert canvas.bounding_box()["width"] / columns >= 24, "room for a finger"
            canvas.tap(position=middle(canvas, row, column, rows, columns))
        expect(part).to_contain_text("The place of row 2, column 3: row × 4 + column = 2 × 4 + 3")
        says(grid(part, "The vector"), "place 11: 110, row 2, column 3")
        phone.keep("unroll-narrow")
        assert not phone.complaints and not phone.foreign


def test_a_batch_has_a_vector_for_each_image(page):
    """The place in another image's vector is not the answer."""
    given = ', kind="batch", pixel=[1, 2, 0]'
    part = show(page, "part.guess = -1\npart.pixel = [1, 2, 0]", given=given)
    for line, answer in ((0, "Not [0, 8]. "), (1, "Yes. ")):
        vector = grid(part, f"Vector of image {line}")
        vector.click(position=middle(vector, 0, 8, 1, 16))
        expect(part).to_contain_text(f"{answer}The place of image 1, row 2, column 0")
        expect(part).to_contain_text("images.reshape(3, -1)")
        page.keep(f"unroll-batch-{line}", part)
        page.run(2)
        expect(part).to_contain_text("Which place does image 1, row 2, column 0 get")


def test_three_channels_share_one_vector(page):
    part = show(page, given=', kind="colour", guess=0')
    grid(part, "Pixels of green").hover(position=middle(grid(part, "Pixels of green"), 3, 3, 4, 4))
    says(grid(part, "The vector"), re.compile(r"^place 46: \d+, green, row 3, column 3$"))
    expect(part).to_contain_text("(row × 4 + column) × 3 + channel = (3 × 4 + 3) × 3 + 1 = 46")
    page.keep("unroll-colour", part)


def test_two_views_are_one_part(page):
    part = show(page, "part", "part.pixel = [0, 3, 3]")
    other = page.cell(2).get_by_role("region", name="From image to vector")
    vector = grid(other, "The vector")
    expect(part).to_contain_text("row 3, column 3")
    vector.click(position=middle(vector, 0, 15, 1, 16))
    for each in (part, other):
        expect(each).to_contain_text("Yes. The place of row 3, column 3")
    part.get_by_label("three channels").check()
    expect(other.get_by_label("three channels")).to_be_checked()
    expect(grid(other, "Pixels of blue")).to_be_visible()
    expect(other).to_contain_text("Which place does")


def test_an_error_of_the_learners_is_one_line_in_the_part(page):
    callback = "def callback(change):\n    return 1 / 0\npart.observe(callback, 'pixel')"
    part = show(page, callback, "print('the kernel goes on')", given=", guess=0")
    alert = part.get_by_role("alert")
    expect(alert).to_be_hidden()
    pixels = grid(part, "Pixels of the image")
    pixels.hover(position=middle(pixels, 3, 3, 4, 4))
    expect(alert).to_have_text("ZeroDivisionError: division by zero")
    says(grid(part, "The vector"), "place 15: 150, row 3, column 3")
    page.run(3)
    expect(page.cell(3)).to_contain_text("the kernel goes on")
    assert "Traceback" not in page.notebook.inner_text()
    page.keep("unroll-error", part)


def test_a_restarted_kernel_leaves_the_part_usable(page):
    part = show(page, "print(part.pixel)", given=", guess=0")
    pixels, vector = grid(part, "Pixels of the image"), grid(part, "The vector")
    page.restart()
    pixels.hover(position=middle(pixels, 3, 1, 4, 4))
    says(vector, "place 13: 130, row 3, column 1")
    part.get_by_label("column by column").check()
    expect(part).to_contain_text("Which place does")
    expect(part.get_by_role("alert")).to_be_hidden()
    page.run_all()
    expect(page.cell(2)).to_contain_text("[0, 1, 2]")
    part = page.cell(1).get_by_role("region", name="From image to vector")
    says(grid(part, "The vector"), "place 6: 60, row 1, column 2")


def test_a_saved_notebook_shows_the_part_again(page):
    part = show(page, given=", guess=0")
    pixels = grid(part, "Pixels of the image")
    pixels.hover(position=middle(pixels, 3, 1, 4, 4))
    says(grid(part, "The vector"), "place 13: 130, row 3, column 1")
    page.save()
    page.show(page.path)
    part = page.cell(1).get_by_role("region", name="From image to vector")
    says(grid(part, "The vector"), "place 13: 130, row 3, column 1")
    pixels = grid(part, "Pixels of the image")
    pixels.hover(position=middle(pixels, 0, 3, 4, 4))
    says(grid(part, "The vector"), "place 3: 30, row 0, column 3")


def test_its_state_is_copied_as_a_line_of_python(page):
    part = show(page, "copied = None", given=', guess=0, order="F"')
    pixels = grid(part, "Pixels of the image")
    pixels.hover(position=middle(pixels, 2, 3, 4, 4))
    says(grid(part, "The vector"), "place 14: 110, row 2, column 3")
    part.get_by_role("button", name="Copy as Python").click()
    expect(part.get_by_role("status")).to_have_text("Line of Python copied.")
    line = page.page.evaluate("navigator.clipboard.readText()")
    again = eval(line, {"UnrollExplorer": UnrollExplorer})
    assert repr(again) == "UnrollExplorer(guess=0, order='F', pixel=[0, 2, 3])"
    assert part.get_by_role("button", name="Copy link").count() == 0, "there is no page to link to"


def test_a_stored_notebook_shows_a_picture_with_words(page):
    """As it is released: without what only a running kernel can show."""
    data, metadata = UnrollExplorer(np.zeros((4, 4), int))._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    output = new_output("display_data", data, metadata=metadata)
    page.show(notebook(new_code_cell("part", outputs=[output])))
    picture = page.cell(0).get_by_role("img", name=re.compile("row 1, column 2 is marked"))
    expect(picture).to_be_visible()
    assert page.notebook.locator(".part").count() == 0
