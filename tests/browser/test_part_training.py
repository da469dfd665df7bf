"""A training to be watched, as somebody sees and operates it in JupyterLab and on a page alone."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from helpers.parts import LiveTraining
from tests.browser.alone import write_page

SETUP = """
from helpers import SoftmaxClassifier, load_mnist
from helpers.parts import LiveTraining
(x, y), _ = load_mnist()
x = x.reshape(len(x), -1).astype("float32") / 255
model = SoftmaxClassifier(epochs={epochs}, batch_size=64)
live = LiveTraining(model, x[:2000], y[:2000], validation_data=(x[-500:], y[-500:]))
"""
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
RESTART = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
INTERRUPT = "window.jupyterapp.commands.execute('notebook:interrupt-kernel')"
TITLE = "Watch a model train"
LONG = 5000  # epochs: nobody waits for their end
# Whether a canvas shows other colours than the page's, and which picture it is
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture(scope="module")
def wide(lab):
    with lab.open() as window:
        yield window


@pytest.fixture
def page(wide):
    """A page that has nothing to complain of, before and after."""
    yield wide
    assert not wide.complaints and not wide.foreign


def show(page, *cells, epochs=LONG, setup=SETUP):
    """A notebook with one part, run up to it; return the part."""
    sources = [setup.format(epochs=epochs), "live", *cells]
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


def press(part, name):
    part.get_by_role("button", name=name).click()


def says(part, text):
    told = part.get_by_role("paragraph").filter(has_text=re.compile(text)).first
    expect(told).to_be_visible(timeout=60_000)  # a busy machine trains slowly


def templates(part):
    return part.get_by_role("img", name="Templates of the classes")


def test_it_asks_then_trains_and_tells(page):
    part = show(page, "print(len(live.history['loss']), model.score(x, y) > 0.5)", epochs=40)
    start, stop = (part.get_by_role("button", name=name) for name in ("Start training", "Stop"))
    says(part, "2,000 training images .* in batches of 64, learning rate 0.01.* of 100 validation")
    expect(start).to_be_disabled()
    expect(stop).to_be_disabled()
    untrained = templates(part).evaluate(PICTURE)
    page.keep("training-asking", part)
    part.get_by_label("50", exact=True).check()
    start.dblclick()  # twice is once
    says(part, "After the first epoch: [0-9]+ of 100 validation images. You said about 50.")
    says(part, "Done: 40 of 40 epochs in")
    expect(part.get_by_role("progressbar")).to_have_js_property("value", 1)
    expect(
        part.get_by_role("img", name=re.compile("training accuracy .* in 40 epochs"))
    ).to_be_visible()
    expect(templates(part)).to_have_attribute("aria-label", re.compile("after 40 epochs"))
    assert templates(part).evaluate(PICTURE) != untrained
    expect(part.get_by_role("status")).to_have_text(re.compile("Done: 40 of 40"))
    expect(part.get_by_role("button", name="Train again")).to_be_enabled()
    page.keep("training-done", part)
    page.run(2)
    expect(page.cell(2)).to_contain_text("40 True")


def test_stop_in_mid_training_leaves_a_model(page):
    part = show(page, "print(live._progress['status'], model.predict(x).shape)")
    part.get_by_label("90", exact=True).check()
    press(part, "Start training")
    says(part, "epochs, .* so far, about .* to go")
    page.keep("training-running", part)
    press(part, "Stop")
    says(part, "Stopped after [0-9]+ of .* can be used")
    page.run(2)
    expect(page.cell(2)).to_contain_text("stopped (60000,)")
    press(part, "Train again")
    says(part, "so far")
    press(part, "Stop")
    says(part, "Stopped after")


def test_the_kernels_interrupt_stops_it(page):
    part = show(page, "live.wait()", "print(live.running, model.predict(x).shape)")
    part.get_by_label("70", exact=True).check()
    press(part, "Start training")
    says(part, "so far")
    page.page.evaluate(INTERRUPT)  # no cell runs
    says(part, "Stopped after")
    press(part, "Train again")
    says(part, "so far")
    page.page.evaluate(
        "position => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = position;"
        " window.jupyterapp.commands.execute('notebook:run-cell') }",
        2,
    )
    page.page.wait_for_timeout(500)
    page.page.evaluate(INTERRUPT)  # a cell waits for the training
    expect(page.cell(2)).to_contain_text("Interrupted: the training stopped after")
    says(part, "Stopped after")
    page.run(3)
    expect(page.cell(3)).to_contain_text("False (60000,)")


def test_with_the_keys(page):
    part = show(page)
    part.get_by_label("10, as by chance").focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Space")
    expect(part.get_by_label("30", exact=True)).to_be_checked()
    page.page.keyboard.press("Tab")
    expect(part.get_by_role("button", name="Start training")).to_be_focused()
    page.page.keyboard.press("Enter")
    says(part, "so far")
    expect(part.get_by_role("button", name="Stop")).to_be_focused()
    page.page.keyboard.press("Enter")
    says(part, "Stopped after")
    expect(part.get_by_role("button", name="Train again")).to_be_focused()


def test_two_views_agree(page):
    show(page, "live")
    page.run(2)
    one, other = (page.cell(place).get_by_role("region", name=TITLE) for place in (1, 2))
    page.cell(1)
    one.get_by_label("70", exact=True).check()
    press(one, "Start training")
    says(other, "so far")
    press(other, "Stop")
    says(one, "Stopped after")
    assert templates(one).evaluate(PICTURE) == templates(other).evaluate(PICTURE)
    expect(other.get_by_label("70", exact=True)).to_be_checked()


def test_a_restarted_kernel_and_a_deleted_part(page):
    part = show(page)
    part.get_by_label("70", exact=True).check()
    press(part, "Start training")
    says(part, "so far")
    page.page.evaluate(RESTART)
    says(part, "The kernel says nothing.* run the cells again")
    press(part, "Start training")
    page.run(0)
    page.run(1)
    part = page.cell(1).get_by_role("region", name=TITLE)
    part.get_by_label("70", exact=True).check()
    press(part, "Start training")
    says(part, "so far")
    page.page.evaluate(
        "window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;"
        "window.jupyterapp.commands.execute('notebook:delete-cell')"
    )
    expect(part).to_have_count(0)


def test_a_fault_is_one_line(page):
    part = show(page, "print('whole')", setup=SETUP + "live._data = (x, y, 3)\n")
    part.get_by_label("70", exact=True).check()
    press(part, "Start training")
    expect(part.get_by_role("alert")).to_be_visible()
    says(part, "It broke off after 0")
    page.run(2)
    expect(page.cell(2)).to_contain_text("whole")


def test_keras_is_watched_too(page):
    setup = """
import keras, numpy as np
from helpers.parts import LiveTraining
x, y = np.random.default_rng(0).random((640, 784)), np.arange(640) % 10
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
live = LiveTraining(model, x, y, validation_data=(x, y), epochs={epochs})
"""
    part = show(
        page, "print(live._progress['status'], model.predict(x, verbose=0).shape)", setup=setup
    )
    part.get_by_label("10, as by chance").check()
    press(part, "Start training")
    says(part, "After the first epoch")
    press(part, "Stop")
    says(part, "Stopped after")
    page.run(2)
    expect(page.cell(2)).to_contain_text("stopped (640, 10)")


def test_with_a_finger_on_a_narrow_screen_in_the_dark(lab):
    with lab.open(width=360, dark=True, touch=True) as phone:
        part = show(phone, epochs=3)
        for control in (
            part.get_by_label("30", exact=True),
            part.get_by_role("button", name="Start training"),
        ):
            control.tap()
        says(part, "Done: 3 of 3")
        box = part.bounding_box()
        assert box["width"] <= 360
        for control in part.get_by_role("button").all():
            size = control.bounding_box()
            assert min(size["width"], size["height"]) >= 24
        phone.keep("training-narrow", part)
        assert not phone.complaints and not phone.foreign


def test_alone_on_a_page(browser, tmp_path):
    window = browser.new_page()
    wrong = []
    window.on("console", lambda message: wrong.append(message.text))
    window.on("pageerror", lambda error: wrong.append(str(error)))
    window.on(
        "request", lambda request: wrong.append(request.url) if "http" in request.url else None
    )
    window.goto(write_page(tmp_path / "page.html", LiveTraining(guess=30)))
    part = window.get_by_role("region", name=TITLE)
    says(part, "1,600 training images")
    untrained = templates(part).evaluate(PICTURE)
    press(part, "Start training")
    says(part, "Done: 30 of 30 epochs")
    says(part, "After the first epoch: [0-9]+ of 100 validation images. You said about 30.")
    assert templates(part).evaluate(PICTURE) != untrained
    press(part, "Train again")
    says(part, "so far")
    press(part, "Stop")
    says(part, "Stopped after [0-9]+ of 30")
    press(part, "Copy link")
    window.close()
    assert not wrong
