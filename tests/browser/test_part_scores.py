"""From pixels to scores, as somebody sees and operates it in JupyterLab."""

import re

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_output
from playwright.sync_api import expect

from helpers.parts import ScoreExplorer
from helpers.plots.model import softmax
from tests.browser.lab import notebook

WHITE = (255, 255, 255)
COLOUR = """(canvas, [row, column]) => {
  const cell = canvas.width / 28;
  // Near the cell's corner: a sign may stand in its middle.
  const at = [(column + 0.2) * cell, (row + 0.2) * cell, 1, 1];
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


def show(page, *cells, given="image=4"):
    """A notebook with one part, run; return the part."""
    made = f"from helpers.parts import ScoreExplorer\npart = ScoreExplorer({given})"
    page.show(notebook(*map(new_code_cell, [made, "part", *cells])))
    page.run_all()
    return found(page, 1)


def found(page, cell):
    part = page.cell(cell).get_by_role("region", name="From pixels to scores")
    expect(part).to_be_visible()
    return part


def image_of(part):
    return part.get_by_role("slider", name="The image")


def middle(canvas, row, column):
    """Where the middle of a pixel is, for the mouse or a finger."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    return {"x": (column + 0.5) * box["width"] / 28, "y": (row + 0.5) * box["height"] / 28}


def press(part, name):
    part.get_by_role("button", name=name, exact=True).click()


def row_of(part, caption, k):
    """The number that stands beside a class in a table of bars."""
    table = part.get_by_role("table", name=caption)
    return table.get_by_role("row").nth(k).locator("td").last


def sums(place, digit, *, pixels):
    """The sum over the first pixels of an image, as the part writes it."""
    image, weights, _ = ScoreExplorer(image=place).arrays()
    return text_of(float(image.ravel()[:pixels] @ weights[:pixels, digit]))


def text_of(number, decimals=2):
    text = f"{number:.{decimals}f}".replace("-", "−")
    return text if float(text.replace("−", "-")) else text.lstrip("−")


def test_with_the_mouse(page):
    part = show(page, "print(part.guess, part.digit, part.swept)")
    image = image_of(part)
    expect(part).to_contain_text("Which one gets the highest score?")
    page.keep("scores-asking", part)

    # It does not answer before it was answered.
    image.hover(position=middle(image, 20, 20))
    expect(image).to_have_attribute("aria-valuetext", "nothing chosen")
    expect(part.get_by_role("table")).to_have_count(0)

    press(part, "3")
    expect(row_of(part, "Sums up to here", 3)).to_have_text("0.00")
    image.hover(position=middle(image, 15, 13))
    pixels = 15 * 28 + 14
    expect(part).to_contain_text(f"Sum for 3 up to here: {sums(4, 3, pixels=pixels)}")
    for k in range(10):
        here = row_of(part, "Sums up to here", k)
        expect(here).to_have_text(sums(4, k, pixels=pixels))
    # Ink that is added up is red or blue, as its product is; ink that is not is still grey.
    ink, weights, _ = ScoreExplorer(image=4).arrays()
    products = (ink.ravel() * weights[:, 3]).reshape(28, 28)
    for share, row in ((1, 0), (-1, 0), (0, 16)):
        seen = share * products if share else ink
        at = np.argmax(seen[row : 16 if share else 28])
        red, green, blue = image.evaluate(COLOUR, [row + int(at) // 28, int(at) % 28])
        assert np.sign(blue - red) == share and (share or blue == green < 20)
    page.keep("scores-sweeping", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text(f"3 3 {pixels}")

    # Out below the image: all is added up.
    box = image.bounding_box()
    page.page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 3)
    page.page.mouse.move(box["x"] + 40, box["y"] + box["height"] + 12)
    scores = ScoreExplorer(image=4).scores()
    for k, score in enumerate(scores):
        expect(row_of(part, "Scores: sums + biases", k)).to_have_text(text_of(score))
    expect(part).to_contain_text(f"Not 3, its score is {text_of(scores[3])}: 5 has the highest")
    told = part.get_by_text(re.compile("The 784 products for 3 add up to")).inner_text()
    [(total, sign, bias, score)] = re.findall(r"(\S+) ([+−]) (\S+) bias = score (\S+)", told)
    total, bias, score = (float(each.replace("−", "-")) for each in (total, bias, score))
    assert total + (bias if sign == "+" else -bias) == pytest.approx(score, abs=1e-9)
    assert score == pytest.approx(scores[3], abs=0.006)
    page.keep("scores-added", part)

    part.get_by_label("5", exact=True).check()
    expect(part).to_contain_text("The 784 products for 5 add up to")
    press(part, "Start again")
    expect(row_of(part, "Sums up to here", 5)).to_have_text("0.00")


def test_with_the_keys(page):
    part = show(page)
    part.get_by_role("button", name="5", exact=True).focus()
    page.page.keyboard.press("Enter")
    image = image_of(part)
    expect(image).to_be_focused()
    expect(part.get_by_role("status")).to_have_text(re.compile("^Now sweep"))
    for key in ["ArrowRight", *["ArrowDown"] * 15, *["ArrowRight"] * 13]:
        page.page.keyboard.press(key)
    said = re.compile(rf"^row 15, column 13: .* sum for 5: {sums(4, 5, pixels=15 * 28 + 14)}$")
    expect(image).to_have_attribute("aria-valuetext", said)
    for key in ("PageDown", "End"):
        page.page.keyboard.press(key)
    expect(part).to_contain_text("Yes, 5 has the highest score")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")  # what is added up already can't be: this is "Start again"
    expect(row_of(part, "Sums up to here", 5)).to_have_text("0.00")
    expect(part.get_by_role("button", name="Add up all pixels")).to_be_focused()
    other = part.get_by_role("button", name="Image 3")
    other.focus()
    page.page.keyboard.press("Enter")
    expect(part.get_by_role("status")).to_have_text(re.compile(r"^Image 3\. Each class"))
    expect(other).to_have_attribute("aria-pressed", "true")
    expect(other).to_have_css("outline-color", "rgb(213, 94, 0)")  # the focus is seen on it, too
    part.get_by_role("button", name="9", exact=True).focus()
    page.page.keyboard.press("Tab")  # past the image, where there is nothing to add up yet
    expect(part.get_by_role("button", name="Copy as Python")).to_be_focused()


def test_with_a_finger_on_a_narrow_screen(lab):
    with lab.open(width=360, touch=True, dark=True) as phone:
        part = show(phone, given="image=6")
        part.get_by_role("button", name="6", exact=True).tap()
        image = image_of(part)
        image.tap(position=middle(image, 14, 14))
        told = f"Sum for 6 up to here: {sums(6, 6, pixels=14 * 28 + 15)}"
        expect(part).to_contain_text(told)
        phone.keep("scores-narrow")
        part.get_by_role("button", name="Add up all pixels").tap()
        expect(part).to_contain_text("But the label is 6: the model misreads this image.")
        small = part.locator("button:visible, label:visible").evaluate_all(
            "all => all.filter(each => each.getBoundingClientRect().height < 24).length"
        )
        assert small == 0
        too_wide = part.evaluate("part => part.scrollWidth > part.clientWidth")
        assert not too_wide
        assert not phone.complaints and not phone.foreign


def test_what_softmax_ignores_and_what_not(page):
    part = show(page, "print(part.guess_add, part.guess_multiply, part.factor, part.constant)")
    part.get_by_label("softmax").check()
    scores = ScoreExplorer(image=4).scores()
    before, after = softmax(scores), softmax(3 * scores)
    for k in range(10):
        shown = row_of(part, "Probabilities", k)
        expect(shown).to_have_text("< 0.001" if before[k] < 0.0005 else f"{before[k]:.3f}")
    add, multiply = (part.get_by_role("slider", name=name) for name in ("Add", "Multiply by"))
    expect(add).not_to_be_visible()
    page.keep("softmax-asking", part)
    press(part, "larger")
    expect(part).to_contain_text(f"No, the highest probability stays the same, {before[5]:.3f}")
    expect(row_of(part, "Scores + 10", 5)).to_have_text(text_of(scores[5] + 10))
    expect(row_of(part, "Probabilities", 5)).to_have_text(f"{before[5]:.3f}")
    loss = f"Loss, −ln of it: {-np.log(before[5]):.3f}"
    expect(part).to_contain_text(loss)
    expect(multiply).not_to_be_visible()
    press(part, "larger")
    expect(part).to_contain_text(f"Yes, the highest probability becomes larger, {after[5]:.3f}")
    expect(row_of(part, "Scores × 3 + 10", 5)).to_have_text(text_of(3 * scores[5] + 10))
    expect(row_of(part, "Probabilities", 5)).to_have_text(f"{after[5]:.3f}")
    page.keep("softmax-answered", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text("larger larger 3.0 10.0")

    multiply.focus()
    for _ in range(5):
        page.page.keyboard.press("ArrowLeft")
    expect(multiply).to_have_attribute("aria-valuetext", "0.1")
    expect(row_of(part, "Probabilities", 5)).to_have_text(f"{softmax(0.1 * scores)[5]:.3f}")
    page.page.keyboard.press("ArrowLeft")
    expect(part).to_contain_text("all scores are equal: nothing decides")
    expect(part.get_by_role("status").last).to_have_text(re.compile("nothing decides"))
    press(part, "The scores as they were")
    expect(part).to_contain_text(loss)
    add.focus()
    page.page.keyboard.press("End")
    expect(row_of(part, "Scores + 100", 5)).to_have_text(text_of(scores[5] + 100))
    expect(part).to_contain_text(loss)


def test_another_image_is_asked_about_anew(page):
    part = show(page, given="image=4, guess=5, digit=5, swept=784")
    expect(part).to_contain_text("Yes, 5 has the highest score")
    press(part, "Image 6")
    expect(part).to_contain_text("Image 6. Each class multiplies")
    image = part.get_by_role("button", name="Image 6", exact=True)
    expect(image).to_have_attribute("aria-pressed", "true")


def test_two_views_are_one_part(page):
    part = show(page, "part", "part.digit, part.swept = 8, 300")
    other = found(page, 2)
    press(other, "2")
    press(other, "Add up all pixels")
    page.run(3)
    for each in (part, other):
        expect(each).to_contain_text(f"Sum for 8 up to here: {sums(4, 8, pixels=300)}")
        expect(each.get_by_label("8", exact=True)).to_be_checked()


def test_an_error_of_the_learners_is_one_line_in_the_part(page):
    callback = "def callback(change):\n    return 1 / 0\npart.observe(callback, 'swept')"
    part = show(page, callback, given="guess=5")
    image = image_of(part)
    image.hover(position=middle(image, 10, 10))
    expect(part.get_by_role("alert")).to_have_text("ZeroDivisionError: division by zero")
    expect(part).to_contain_text("Sum for 0 up to here")
    assert "Traceback" not in page.notebook.inner_text()


def test_a_restarted_kernel_leaves_the_part_usable(page):
    part = show(page, given="image=4, guess=5")
    page.restart()
    image = image_of(part)
    image.hover(position=middle(image, 15, 13))
    expect(part).to_contain_text(f"Sum for 0 up to here: {sums(4, 0, pixels=15 * 28 + 14)}")
    part.get_by_label("softmax").check()
    press(part, "the same")
    expect(part).to_contain_text("Yes, the highest probability stays the same")
    expect(part.get_by_role("alert")).to_be_hidden()


def test_its_state_is_copied_as_a_line_of_python(page):
    part = show(page, given="image=4, guess=5, digit=5")
    press(part, "Add up all pixels")
    press(part, "Copy as Python")
    expect(part.get_by_role("status")).to_have_text("Line of Python copied.")
    line = page.page.evaluate("navigator.clipboard.readText()")
    again = eval(line, {"ScoreExplorer": ScoreExplorer})
    assert repr(again) == "ScoreExplorer(digit=5, guess=5, image=4, swept=784)"


def test_a_stored_notebook_shows_a_picture_with_words(page):
    """As it is released: without what only a running kernel can show."""
    data, metadata = ScoreExplorer(image=4)._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    output = new_output("display_data", data, metadata=metadata)
    page.show(notebook(new_code_cell("part", outputs=[output])))
    picture = page.cell(0).get_by_role("img", name=re.compile("^12 images of 28 × 28 pixels"))
    expect(picture).to_be_visible()
    assert page.notebook.locator(".part").count() == 0
