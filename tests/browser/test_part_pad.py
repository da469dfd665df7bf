"""The drawing pad, as somebody sees and operates it in JupyterLab."""

import re

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect

from helpers.parts import DrawingPad
from helpers.runs import load_run
from tests.browser.lab import notebook

SETUP = "import numpy as np\nfrom helpers import load_run\nfrom helpers.parts import DrawingPad\n"
SETUP += "weights, biases, _ = load_run()\n"
SEVEN = [(70, 60), (210, 60), (130, 230)]
BLACK = """canvas => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let black = 0;
  for (let i = 0; i < data.length; i += 4) black += data[i] < 128;
  return black / (width * height);
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
    """A notebook with one pad, run; return the part."""
    page.show(
        notebook(*map(new_code_cell, [f"{SETUP}pad = DrawingPad(weights, biases{given})", "pad"]),
                 *map(new_code_cell, cells))
    )  # fmt: skip
    page.run_all()
    part = page.cell(1).get_by_role("region", name="Draw a digit")
    expect(part).to_be_visible()
    return part


def paper(part):
    return part.get_by_role("slider", name="Drawing pad")


def press(part, name):
    part.get_by_role("button", name=name, exact=True).click()


def on_paper(part, points):
    """Where points of the paper, in its 280 units, are on the page."""
    paper(part).scroll_into_view_if_needed()
    box = paper(part).bounding_box()
    return [(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280)
            for x, y in points]  # fmt: skip


def draw(page, part, points):
    first, *others = on_paper(part, points)
    mouse = page.page.mouse
    mouse.move(*first)
    mouse.down()
    for each in others:
        mouse.move(*each, steps=8)
    mouse.up()


def probabilities(part):
    return part.get_by_role("table").locator("td:last-child").all_inner_texts()


def black(part):
    return paper(part).evaluate(BLACK)


def test_with_the_mouse_it_answers_once_it_was_told_the_digit(page):
    part = show(page, "print(pad.answers, pad.label, len(pad.strokes), pad.scores().argmax())")
    expect(part).to_contain_text("Draw a digit from 0 to 9")
    expect(part.get_by_role("button", name="7", exact=True)).to_be_disabled()
    draw(page, part, SEVEN)
    expect(part).to_contain_text("Which digit is it?")
    assert black(part) > 0.05
    assert probabilities(part) == ["?"] * 10
    expect(part).not_to_contain_text("The model says")
    evidence = part.get_by_role("slider", name="Each pixel's share")
    expect(evidence).to_be_hidden()
    page.keep("pad-asking", part)

    press(part, "7")
    expect(part).to_contain_text("The model says 7, with probability")
    expect(part.get_by_role("button", name="7", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(part.get_by_role("status")).to_have_text(re.compile("^The model says 7"))
    shown = [float(each) for each in probabilities(part)]
    assert max(shown) == shown[7] and sum(shown) == pytest.approx(1, abs=0.05)
    expect(evidence).to_be_visible()
    expect(part).to_contain_text("1 of 1 right. Accuracy 1.00")
    page.keep("pad-answered", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text("[[7, 7]] 7 1 7")

    # What is said about the difference of the scores adds up.
    line = part.get_by_text(re.compile("^All pixels")).inner_text().replace("−", "-")
    of_pixels, sign, of_biases, together, first, second = re.fullmatch(
        r"All pixels (\S+) ([+-]) (\S+) from the biases = (\S+), the score of 7 \((\S+)\) "
        r"minus that of \d \((\S+)\)\.",
        line,
    ).groups()
    biases = float(of_biases) * (1 if sign == "+" else -1)
    assert float(of_pixels) + biases == pytest.approx(float(together), abs=0.011)
    assert float(first) - float(second) == pytest.approx(float(together), abs=0.011)

    # A slip of the finger is mended, and does not count twice.
    press(part, "1")
    expect(part).to_contain_text("Your 1 gets 0.")
    expect(part).to_contain_text("0 of 1 right")
    press(part, "7")
    expect(part).to_contain_text("1 of 1 right")


def test_undo_and_clear(page):
    part = show(page, "print(pad.strokes, pad.image.sum())")
    draw(page, part, SEVEN)
    one = black(part)
    draw(page, part, [(90, 140), (190, 140)])
    assert black(part) > one
    press(part, "Undo")
    assert black(part) == one
    press(part, "Clear")
    expect(part).to_contain_text("Draw a digit from 0 to 9")
    assert black(part) == 0
    page.run(2)
    expect(page.cell(2)).to_contain_text("[] 0.0")
    press(part, "Undo")
    assert black(part) == one
    press(part, "Undo")
    assert black(part) == 0
    expect(part.get_by_role("button", name="Undo")).to_be_disabled()


def test_with_the_keys(page):
    part = show(page, "print(pad.strokes, pad.answers)")
    paper(part).focus()
    keys = page.page.keyboard
    for _ in range(9):
        keys.press("ArrowUp")
    expect(paper(part)).to_have_attribute(
        "aria-valuetext", "pen up, 14 across, 5 down, empty paper"
    )
    assert black(part) == 0
    keys.press(" ")
    expect(paper(part)).to_have_attribute("aria-valuetext", "pen down, 14 across, 5 down")
    for _ in range(18):
        keys.press("ArrowDown")
    keys.press(" ")
    expect(paper(part)).to_have_attribute("aria-valuetext", "pen up, 14 across, 23 down")
    page.keep("pad-keys", part)
    keys.press("ArrowLeft")
    page.run(2)
    expect(page.cell(2)).to_contain_text("[[140, 50, 140, 230]] []")
    paper(part).focus()
    keys.press("1")
    expect(part).to_contain_text("The model says 1")
    page.run(2)
    expect(page.cell(2)).to_contain_text("[[140, 50, 140, 230]] [[1, 1]]")
    paper(part).focus()
    keys.press("Backspace")
    expect(part).to_contain_text("Draw a digit from 0 to 9")
    # What else can be pressed comes after it, in the order in which it is seen.
    keys.press("Tab")
    expect(part.get_by_role("button", name="Clear")).to_be_focused()
    keys.press("Shift+Tab")
    keys.press("1")
    expect(part.get_by_role("status")).to_have_text(re.compile("^Draw a digit"))
    for key in (" ", "ArrowUp", " "):
        keys.press(key)
    expect(part.get_by_role("button", name="Undo")).to_be_enabled()
    for key in ("Tab", "Enter"):
        keys.press(key)
    expect(part.get_by_role("button", name="Undo")).to_be_disabled()
    expect(paper(part)).to_be_focused()


def test_with_a_finger_on_a_narrow_screen(lab):
    with lab.open(width=360, touch=True) as phone:
        part = show(phone, "print(len(pad.strokes), len(pad.strokes[0]) > 8, pad.label)")
        points = on_paper(part, SEVEN)
        scrolled = phone.notebook.evaluate("notebook => notebook.scrollTop")
        session = phone.context.new_cdp_session(phone.page)

        def touch(kind, *at):
            session.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in at]},
            )

        touch("touchStart", points[0])
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            for step in range(1, 9):
                touch("touchMove", (x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8))
        touch("touchEnd")
        expect(part).to_contain_text("Which digit is it?")
        assert phone.notebook.evaluate("notebook => notebook.scrollTop") == scrolled
        # Chromium drops a tap that comes at once after a swipe, as no person's does.
        phone.page.wait_for_timeout(700)
        part.get_by_role("button", name="7", exact=True).tap()
        expect(part).to_contain_text("The model says 7")
        for each in part.get_by_role("button").all():
            if each.is_visible():
                box = each.bounding_box()
                assert box["width"] >= 24 and box["height"] >= 24
        wider = part.evaluate("part => part.scrollWidth - part.clientWidth")
        assert wider <= 0
        phone.keep("pad-narrow", part)
        phone.run(2)
        expect(phone.cell(2)).to_contain_text("1 True 7")
        assert not phone.complaints and not phone.foreign


def test_with_a_pen(page):
    part = show(page)
    session = page.context.new_cdp_session(page.page)
    first, second, third = on_paper(part, SEVEN)

    def pen(kind, at, buttons=1):
        event = {"type": kind, "x": at[0], "y": at[1], "button": "left", "buttons": buttons}
        session.send("Input.dispatchMouseEvent", {**event, "pointerType": "pen", "clickCount": 1})

    pen("mousePressed", first)
    pen("mouseMoved", second)
    pen("mouseMoved", third)
    pen("mouseReleased", third, buttons=0)
    expect(part).to_contain_text("Which digit is it?")
    press(part, "7")
    expect(part).to_contain_text("The model says 7")


def test_free_play_shows_the_answer_while_drawing_and_counts_nothing(page):
    part = show(page, "print(pad.answers, pad.free)")
    part.get_by_label("Show the answer while I draw").check()
    first, second, _ = on_paper(part, SEVEN)
    mouse = page.page.mouse
    mouse.move(*first)
    mouse.down()
    mouse.move(*second, steps=8)
    expect(part.get_by_role("slider", name="Each pixel's share")).to_be_visible()
    before = part.get_by_role("table").inner_text()
    assert "?" not in before
    mouse.move(*on_paper(part, [(210, 260)])[0], steps=8)
    expect(part.get_by_role("table")).not_to_have_text(before, use_inner_text=True)
    mouse.up()
    press(part, "7")
    page.run(2)
    expect(page.cell(2)).to_contain_text("[] True")
    # Nor does covering it again help.
    press(part, "Next drawing")
    draw(page, part, SEVEN)
    part.get_by_label("Show the answer while I draw").uncheck()
    press(part, "7")
    page.run(2)
    expect(page.cell(2)).to_contain_text("[] False")


def test_twenty_drawings_have_an_accuracy_with_its_error(page):
    part = show(page, given=f", answers={[[3, 3]] * 14 + [[2, 7]] * 5}")
    expect(part).to_contain_text("14 of 19 right")
    expect(part).to_contain_text("1 more makes twenty.")
    why = part.get_by_text("hardly an accident")
    expect(why).to_be_hidden()
    draw(page, part, SEVEN)
    press(part, "7")
    expect(part).to_contain_text(
        "15 of 20 right. Accuracy 0.75, with its error (2σ) between 0.53 and 0.89"
    )
    expect(why).to_be_visible()
    page.keep("pad-twenty", part)
    press(part, "Count again")
    expect(part.get_by_text("of 20 right")).to_be_hidden()


def test_a_misread_drawing_is_kept(page):
    """The zero that the lesson strikes through."""
    zero = [140, 30, 80, 80, 80, 200, 140, 250, 200, 200, 200, 80, 140, 30]
    asked = "images, labels = pad.kept\nprint(images.shape, labels, (images[0] == "
    asked += "pad.image.ravel()).all(), pad.scores().argmax())"
    part = show(page, asked, given=f", strokes={[zero, [190, 50, 90, 230]]}")
    answer = int(DrawingPad(load_run(), strokes=[zero, [190, 50, 90, 230]]).scores().argmax())
    press(part, str(answer))
    expect(part.get_by_role("button", name="Keep this misread one")).to_be_hidden()
    press(part, "0")
    expect(part).to_contain_text(f"The model says {answer}")
    press(part, "Keep this misread one")
    expect(part).to_contain_text("1 kept, in pad.kept.")
    expect(part.get_by_role("button", name="Keep this misread one")).to_be_hidden()
    page.run(2)
    expect(page.cell(2)).to_contain_text(f"(1, 784) [0] True {answer}")
    expect(part.get_by_text("Your drawings")).to_be_hidden()  # another one drew it


def test_an_image_of_the_learners_and_one_of_the_test_set(page):
    part = show(
        page,
        "square = np.zeros((28, 28))\nsquare[5:20, 12:16] = 1\npad.image = square",
        "print(pad.shift, np.argwhere(pad.image).min(axis=0), pad.example)",
        "pad.image = np.arange(784)",
    )
    page.run(2)
    expect(part).to_contain_text("Which digit do you read?")
    assert black(part) == pytest.approx(60 / 784, abs=0.01)
    press(part, "Move right by a pixel")
    press(part, "Move right by a pixel")
    press(part, "Move up by a pixel")
    expect(part).to_contain_text("Moved 2 to the right, 1 up.")
    page.run(3)
    expect(page.cell(3)).to_contain_text("[2, -1] [ 4 14] -1")
    page.run(4)
    expect(page.cell(4)).to_contain_text("pad.image takes pixels from 0 to 1")
    press(part, "An example from the test set")
    expect(part).not_to_contain_text("Moved")
    press(part, "3")
    expect(part).to_contain_text("MNIST's label is")
    expect(part.get_by_text("Your drawings")).to_be_hidden()
    page.run(3)
    expect(page.cell(3)).to_contain_text(re.compile(r"\[0, 0\] .* 0"))
    # A stroke begins a drawing of one's own.
    draw(page, part, SEVEN)
    expect(part).to_contain_text("Which digit is it?")


def test_two_views_are_one_part(page):
    part = show(page, "pad")
    other = page.cell(2).get_by_role("region", name="Draw a digit")
    draw(page, part, SEVEN)
    expect(other).to_contain_text("Which digit is it?")
    press(other, "7")
    for each in (part, other):
        expect(each).to_contain_text("The model says 7")
        assert black(each) > 0.05


def test_a_restarted_kernel_leaves_the_pad_usable(page):
    part = show(page, "print(pad.strokes)")
    page.restart()
    draw(page, part, SEVEN)
    press(part, "7")
    expect(part).to_contain_text("The model says 7")
    expect(part.get_by_role("alert")).to_be_hidden()
