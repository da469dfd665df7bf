"""Learning rate and batch size, as somebody chooses them in JupyterLab and on a page alone."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from helpers.parts import RateExplorer
from tests.browser.alone import write_page

SETUP = """
from helpers import load_mnist
from helpers.parts import RateExplorer
(x, y), _ = load_mnist()
x = x.reshape(len(x), -1).astype("float32") / 255
rates = RateExplorer(x[:2000], y[:2000], validation_data=(x[-500:], y[-500:]){given})
"""
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
RESTART = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
TITLE = "Learning rate and batch size"
CHOSEN = "print(rates.learning_rate, rates.batch_size)"


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
    """A notebook with one part, run up to it; return the part."""
    sources = [SETUP.format(given=given), "rates", *cells]
    page.show(
        new_notebook(
            cells=[new_code_cell(each) for each in sources], metadata={"kernelspec": KERNEL}
        )
    )
    page.run(0)
    page.run(1)
    part = page.cell(1).get_by_role("region", name=TITLE)
    expect(part).to_be_visible()
    return part


def says(part, text):
    told = part.get_by_role("paragraph").filter(has_text=re.compile(text)).first
    expect(told).to_be_visible(timeout=60_000)  # a busy machine trains slowly


def slider(part, name):
    return part.get_by_role("slider", name=name)


def rows(part):
    """The curves, the newest first: [rate, batch size, loss] as texts."""
    return [
        [cell.inner_text() for cell in row.get_by_role("cell").all()]
        for row in part.locator("tbody").get_by_role("row").all()
    ]


def newest(part, rate, size):
    """Wait for a whole curve of this rate and batch size; return its loss."""
    row = part.locator("tbody").get_by_role("row").first
    expect(row).to_have_text(
        re.compile(rf"^\s*{re.escape(rate)}\s*{size}\s*[\d.]+$"), timeout=60_000
    )
    return float(rows(part)[0][2])


def test_it_asks_then_shows_what_diverges(page):
    part = show(page, CHOSEN)
    says(part, "10 epochs with 2,000 images, in batches of 64")
    expect(slider(part, "Learning rate")).to_be_disabled()
    expect(part.locator("tbody").get_by_role("row")).to_have_count(0)
    page.keep("rates-asking", part)
    part.get_by_role("radio", name="3", exact=True).check()
    says(part, r"Above 2.30 at the end: .*30 .*You said 3\.")
    says(part, "Your choice now: learning_rate = 0.1, batch_size = 64")
    ends = {rate: float(loss) for rate, _, loss in rows(part)}
    assert ends["30"] > 2.3 > ends["0.3"]
    picture = part.get_by_role("img", name="Validation loss on a logarithmic axis")
    expect(picture).to_have_attribute("aria-label", re.compile(r"30 / 64: [\d.]+"))
    page.keep("rates-answered", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text("0.1 64")


def test_each_move_of_a_slider_lays_a_curve_over_the_last(page):
    part = show(page, CHOSEN, given=", guess=0")
    picture = part.get_by_role("img", name="Validation loss on a logarithmic axis")
    empty = picture.evaluate("canvas => canvas.toDataURL()")
    slider(part, "Learning rate").focus()
    page.page.keyboard.press("ArrowLeft")
    slow = newest(part, "0.03", 64)
    assert picture.evaluate("canvas => canvas.toDataURL()") != empty
    expect(slider(part, "Learning rate")).to_have_attribute("aria-valuetext", "0.03")
    page.page.keyboard.press("Tab")
    expect(slider(part, "Batch size")).to_be_focused()
    page.page.keyboard.press("Home")
    assert newest(part, "0.03", 8) < slow
    assert len(rows(part)) == 2
    box = slider(part, "Learning rate").bounding_box()
    page.page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert newest(part, "30", 8) > 2.3
    page.keep("rates-curves", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text("30.0 8")


def test_only_the_newest_of_many_moves_is_kept(page):
    part = show(
        page, "print([curve['rate'] for curve in rates._curves['kept']])", given=", guess=0"
    )
    slider(part, "Learning rate").focus()
    for _ in range(4):
        page.page.keyboard.press("ArrowLeft")
    newest(part, "0.001", 64)
    page.run(2)
    expect(page.cell(2)).to_contain_text("0.001]")
    assert part.get_by_text("Your choice now: learning_rate = 0.001").is_visible()


def test_two_views_and_python_agree(page):
    show(page, "rates", "rates.learning_rate = 0.5", given=", guess=0")
    page.run(2)
    page.run(3)
    one, other = (page.cell(place).get_by_role("region", name=TITLE) for place in (1, 2))
    assert newest(one, "0.5", 64) == newest(other, "0.5", 64)
    for part in (one, other):
        says(part, "learning_rate = 0.5")


def test_a_restarted_kernel_is_noticed(page):
    part = show(page, given=", guess=0")
    page.page.evaluate(RESTART)
    slider(part, "Batch size").focus()
    page.page.keyboard.press("ArrowRight")
    says(part, "The kernel says nothing.* run the cells again")
    page.run(0)
    page.run(1)
    slider(part, "Batch size").focus()
    page.page.keyboard.press("ArrowRight")
    newest(part, "0.1", 128)


def test_a_fault_is_one_line(page):
    part = show(page, "rates._data = 3", "print('whole')", given=", guess=0")
    page.run(2)
    slider(part, "Batch size").focus()
    page.page.keyboard.press("ArrowRight")
    expect(part.get_by_role("alert")).to_be_visible()
    page.run(3)
    expect(page.cell(3)).to_contain_text("whole")


def test_with_a_finger_on_a_narrow_screen_in_the_dark(lab):
    with lab.open(width=360, dark=True, touch=True) as phone:
        part = show(phone)
        part.get_by_role("radio", name="30").tap()
        says(part, "You said 30")
        control = slider(part, "Batch size")
        control.tap(position={"x": 3, "y": control.bounding_box()["height"] / 2})
        newest(part, "0.1", 8)
        box = part.bounding_box()
        assert box["width"] <= 360
        for value in part.locator("output").all():  # beside its slider, within the part
            inner = value.bounding_box()
            assert inner["x"] + inner["width"] <= box["x"] + box["width"]
        phone.keep("rates-narrow", part)
        assert not phone.complaints and not phone.foreign


def test_alone_on_a_page(browser, tmp_path):
    window = browser.new_page()
    wrong = []
    window.on("console", lambda message: wrong.append(message.text))
    window.on("pageerror", lambda error: wrong.append(str(error)))
    window.on(
        "request", lambda request: wrong.append(request.url) if "http" in request.url else None
    )
    window.goto(write_page(tmp_path / "page.html", RateExplorer()))
    part = window.get_by_role("region", name=TITLE)
    says(part, "10 epochs with 1,600 images")
    part.get_by_role("radio", name="none").check()
    says(part, r"Above 2.30 at the end: .*30 .*You said none\.")
    slider(part, "Learning rate").focus()
    for _ in range(2):
        window.keyboard.press("ArrowLeft")
    assert newest(part, "0.01", 64) > 0.3
    slider(part, "Batch size").focus()
    window.keyboard.press("Home")
    newest(part, "0.01", 8)
    window.close()
    assert not wrong
