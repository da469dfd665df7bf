"""Down the loss, step by step, as somebody sees and operates it in JupyterLab."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_output
from playwright.sync_api import expect

from helpers.parts import DescentExplorer
from tests.browser.lab import notebook

SETUP = "from helpers.parts import DescentExplorer\n"
TITLE = "Down the loss, step by step"
LIMITS = (-5, 15, -10, 3)
COUNT = """(canvas, rgb) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    count += rgb.every((value, j) => Math.abs(value - data[i + j]) < 3);
  return count;
}"""
ORANGE, BLUE = [213, 94, 0], [0, 114, 178]


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
    first = f"{SETUP}part = DescentExplorer({given})"
    page.show(notebook(*map(new_code_cell, [first, "part", *cells])))
    page.run_all()
    part = page.cell(1).get_by_role("region", name=TITLE)
    expect(part).to_be_visible()
    return part


def landscape(part):
    return part.get_by_role("slider", name="Landscape of the loss over two weights")


def losses(part):
    return part.get_by_role("img", name=re.compile("^The loss over the steps"))


def place(canvas, first, second):
    """Where two weights are, for the mouse or a finger."""
    canvas.scroll_into_view_if_needed()
    left, right, bottom, top = LIMITS
    box = canvas.bounding_box()
    return {
        "x": (first - left) / (right - left) * box["width"],
        "y": (top - second) / (top - bottom) * box["height"],
    }


def click(part, first, second):
    canvas = landscape(part)
    canvas.click(position=place(canvas, first, second))


def press(part, *names):
    for name in names:
        part.get_by_role("button", name=name, exact=True).click()


def lands(part, step, path):
    """The part says where that step is, as NumPy has it."""
    first, second = (f"{value:.3g}".replace("-", "−") for value in path[step])
    expect(part).to_contain_text(f"Step {step} at ({first}, {second})")


def test_one_step_with_the_mouse_then_many(page):
    part = show(page, "print(part.guess, part.steps)")
    path = DescentExplorer(steps=11).path()
    expect(part).to_contain_text("One step from the ring at (0, 0), at rate 10.")
    expect(part.get_by_role("button", name="One step")).to_be_hidden()
    assert landscape(part).evaluate(COUNT, ORANGE) > 30, "the gradient is there as an arrow"
    assert landscape(part).evaluate(COUNT, BLUE) == 0, "the step is not there yet"
    page.keep("descent-asking", part)

    landscape(part).hover(position=place(landscape(part), 2.25, -0.75))
    expect(part).to_contain_text(re.compile(r"Pointed at: \(2\.25,\s−0\.75\), loss 0\.\d{3}"))
    click(part, -2.25, 0.75)
    expect(part).to_contain_text("That is uphill. A step goes against the gradient.")
    expect(part).to_contain_text("(0, 0) − 10 × (−0.208, 0.076) = (2.08, −0.76)")
    expect(part.get_by_role("status")).to_have_text(re.compile("^That is uphill"))
    assert landscape(part).evaluate(COUNT, BLUE) > 30
    lands(part, 1, path)
    page.keep("descent-answered", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text("[-2.25, 0.75] 1")

    press(part, "Ten steps")
    lands(part, 11, path)
    expect(part).not_to_contain_text("uphill.")
    expect(losses(part)).to_have_attribute("aria-label", re.compile("after step 11; it never ris"))
    page.keep("descent-steps", part)
    press(part, "Back to the start")
    expect(part).to_contain_text("Start at (0, 0), loss 0.693.")


@pytest.mark.parametrize(
    ("guess", "told"),
    [
        ((2.25, -0.75), "Yes, there."),
        ((0.75, -0.25), "The right way, but too short."),
        ((8.75, -3.25), "The right way, but too far."),
        ((6.75, -4.75), "Near the lowest place, but a step knows only the slope"),
        ((-0.25, -6.25), "Not that way."),
    ],
)
def test_a_guess_is_told_what_is_wrong_with_it(page, guess, told):
    part = show(page)
    click(part, *guess)
    expect(part).to_contain_text(told)


def test_a_rate_that_overshoots(page):
    part = show(page, given='kind="rate"')
    smallest = next(
        rate
        for rate in (1, 3, 10, 30, 100, 300)
        if rises(DescentExplorer(learning_rate=rate, steps=10)) > 0
    )
    expect(part).to_contain_text("what is the smallest rate here")
    press(part, "10")
    expect(part).to_contain_text(f"No. At 10 each step lowers the loss. At {smallest} one does not")
    expect(losses(part)).to_have_attribute("aria-label", re.compile("it never rises"))
    slider = part.get_by_role("slider", name="Rate")
    slider.focus()
    slider.press("End")
    expect(part).to_contain_text("That is off the picture. The loss first rises with step 1.")
    expect(losses(part)).to_have_attribute("aria-label", re.compile("it first rises with step 1"))
    assert not re.search("NaN|Infinity|undefined|not a number|infinite", part.inner_text())
    assert landscape(part).evaluate(COUNT, BLUE) > 30, "an arrow shows where it went"
    page.keep("descent-diverging", part)
    press(part, "Ask me another")
    expect(part).to_contain_text("what is the smallest rate here")
    expect(slider).to_be_hidden()


def rises(part):
    """The first step that raises the loss, or 0."""
    came = [part.loss(*point) for point in part.path()]
    return next((step for step in range(1, len(came)) if came[step] > came[step - 1]), 0)


def test_with_the_keys(page):
    part = show(page)
    canvas = landscape(part)
    part.get_by_label("where one step lands").focus()
    page.page.keyboard.press("Tab")
    expect(canvas).to_be_focused()
    for key in ["ArrowRight"] * 4 + ["ArrowDown"]:
        page.page.keyboard.press(key)
    expect(canvas).to_have_attribute("aria-valuetext", re.compile(r"^\(2\.25,\s−0\.75\), loss"))
    page.page.keyboard.press("Enter")
    expect(part).to_contain_text("Yes, there.")
    page.page.keyboard.press("Tab")
    expect(part.get_by_role("slider", name="Rate")).to_be_focused()
    page.page.keyboard.press("ArrowRight")
    expect(part).to_contain_text("Move the rate")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    lands(part, 2, DescentExplorer(learning_rate=15, steps=2).path())
    for _ in range(3):
        page.page.keyboard.press("Tab")
    expect(part.get_by_role("button", name="Ask me another")).to_be_focused()
    page.page.keyboard.press("Enter")
    expect(canvas).to_be_focused()  # the button has gone
    expect(part).to_contain_text("One step from the ring")
    part.get_by_label("where one step lands").focus()
    page.page.keyboard.press("ArrowRight")
    expect(part.get_by_role("status")).to_have_text(re.compile("^Ten steps from"))
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(part.get_by_role("button", name="One step")).to_be_focused()


def test_with_a_finger_on_a_narrow_screen(lab):
    with lab.open(width=360, touch=True) as phone:
        part = show(phone)
        canvas = landscape(part)
        canvas.tap(position=place(canvas, 2.25, -0.75))
        expect(part).to_contain_text("Yes, there.")
        part.get_by_role("button", name="Ten steps").tap()
        lands(part, 11, DescentExplorer(steps=11).path())
        canvas.tap(position=place(canvas, 0.25, -8.25))
        expect(part).to_contain_text("Start at (0.25, −8.25)")
        phone.keep("descent-narrow")
        assert not phone.complaints and not phone.foreign


def test_in_the_dark(lab):
    with lab.open(dark=True) as night:
        part = show(night, given="guess=[1, 1], steps=12, learning_rate=60")
        lands(part, 12, DescentExplorer(learning_rate=60, steps=12).path())
        night.keep("descent-dark", part)
        assert not night.complaints


def test_two_views_are_one_part(page):
    part = show(page, "part", "part.start = [3, 2]\npart.steps = 5", given="guess=[1, 1]")
    other = page.cell(2).get_by_role("region", name=TITLE)
    for each in (part, other):
        lands(each, 5, DescentExplorer(start=[3, 2], steps=5).path())
    click(other, 4.25, -2.25)
    press(part, "One step", "One step")
    for each in (part, other):
        lands(each, 2, DescentExplorer(start=[4.25, -2.25], steps=2).path())
    other.get_by_role("slider", name="Rate").press("End")
    expect(part.get_by_role("slider", name="Rate")).to_have_attribute("aria-valuetext", "1,000")


def test_a_restarted_kernel_leaves_the_part_usable(page):
    part = show(page, given="guess=[1, 1]")
    page.restart()
    press(part, "Ten steps", "One step")
    lands(part, 11, DescentExplorer(steps=11).path())
    expect(part.get_by_role("alert")).to_be_hidden()


def test_its_state_is_copied_as_a_line_of_python(page):
    part = show(page)
    click(part, 1.25, -0.75)
    press(part, "Ten steps", "Copy as Python")
    expect(part.get_by_role("status")).to_have_text("Line of Python copied.")
    line = page.page.evaluate("navigator.clipboard.readText()")
    again = eval(line, {"DescentExplorer": DescentExplorer})
    assert repr(again) == "DescentExplorer(guess=[1.25, -0.75], steps=11)"


def test_a_stored_notebook_shows_a_picture_with_words(page):
    """As it is released: without what only a running kernel can show."""
    data, metadata = DescentExplorer()._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    output = new_output("display_data", data, metadata=metadata)
    page.show(notebook(new_code_cell("part", outputs=[output])))
    picture = page.cell(0).get_by_role("img", name=re.compile("where does one step at rate 10"))
    expect(picture).to_be_visible()
