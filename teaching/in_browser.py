"""Measure how soon a reader sees an answer: `python3 start.py benchmark --browser` runs this.

The parts are operated in the real JupyterLab, in Chromium, by mouse and keys. A time begins with
the event's own time and ends when the part has drawn what follows. Prints one line of JSON: for
each row its name and its times in milliseconds.
"""

import json
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from nbformat.v4 import new_code_cell
from playwright.sync_api import expect, sync_playwright

from teaching.site.__main__ import build
from tests.browser.lab import CHROMIUM, FLAGS, Lab, notebook

MOVES = 100  # by the mouse, over each part
SETUP = """import numpy as np
from helpers import load_mnist, load_run
from helpers.parts import {name}
(x, y), _ = load_mnist()
x = x.reshape(-1, 784) / np.float32(255)
{line}"""

# The part, what makes it, and what the mouse moves over; for the pad, with its button pressed.
POINTED = [
    ("UnrollExplorer", "UnrollExplorer(guess=0)", "Pixels of the image", False),
    ("ScoreExplorer", "ScoreExplorer(image=4, guess=5)", "The image: sweep over its pixels", False),
    ("DescentExplorer", "DescentExplorer()", "Landscape of the loss over two weights", False),
    ("DrawingPad", "DrawingPad(load_run())", "Drawing pad", True),
]
RATES = "RateExplorer(x[:12000], y[:12000], validation_data=(x[-2000:], y[-2000:]), guess=30.0)"
POINTED_AT, DRAWN = "pointer to redraw", "drawing to new probabilities"
SLID, OPENED = "slider to the first new curve", "opened to first content"
TRAINED = "slider to ten epochs"  # until their result is told
PAGES = 10  # times that a page of the site is opened

# Notes the time from each event of a kind to the next drawing, in window.times.
WATCH = """(part, [event, selector, attribute]) => {
  const times = (window.times = []);
  let begun = null;
  part.addEventListener(event, ({ timeStamp }) => (begun ??= timeStamp), true);
  const shown = selector ? part.querySelector(selector) : part;
  let last = attribute ? shown.getAttribute(attribute) : shown.textContent;
  new MutationObserver(() => {
    const now = attribute ? shown.getAttribute(attribute) : shown.textContent;
    if (begun !== null && now !== last) {
      times.push(performance.now() - begun);
      begun = null;
    }
    last = now;
  }).observe(shown, attribute ? { attributeFilter: [attribute] } : { childList: true });
}"""
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) done(first.startTime);
}).observe({ type: "paint", buffered: true }))"""


def measure(browser, folder):
    """Return {row: [milliseconds, ...]}."""
    times = {}
    with Lab(folder, browser) as lab, lab.open() as page:
        for name, line, over, pressed in POINTED:
            part = show(page, name, line)
            times[f"{name}: {DRAWN if pressed else POINTED_AT}"] = point(
                page.page, part, over, pressed
            )
        part = show(page, "RateExplorer", RATES)
        curve = ["canvas[role=img]", "aria-label"]
        times[f"RateExplorer: {SLID}"] = slide(page.page, part, *curve)
        times[f"RateExplorer, 12,000 images in the kernel: {TRAINED}"] = slide(page.page, part)
    return times


def show(page, name, line):
    page.show(notebook(new_code_cell(SETUP.format(name=name, line=line))))
    page.run_all()
    part = page.cell(0).locator(".part")
    expect(part).to_be_visible()
    return part


def point(page, part, over, pressed):
    """Move the mouse to and fro over a canvas."""
    canvas = part.get_by_role("slider", name=over)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    part.evaluate(WATCH, ["pointermove", "", "data-drawn"])
    if pressed:
        page.mouse.down()
    for move in range(MOVES):
        across, down = 0.1 + 0.8 * (move * 7 % 20) / 20, 0.1 + 0.8 * (move * 3 % 20) / 20
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_timeout(30)
    page.mouse.up()
    return page.evaluate("window.times")


def slide(page, part, selector="[role=status]", attribute=None):
    """Move the slider of the learning rate by a step, until that element's attribute, or the text
    that is told, is a new one."""
    part.evaluate(WATCH, ["input", selector, attribute])
    rate = part.get_by_role("slider", name="Learning rate")
    rate.focus()
    for step in range(10):
        page.keyboard.press("ArrowLeft" if step < 5 else "ArrowRight")
        page.wait_for_timeout(4000)  # ten epochs in the kernel
    return page.evaluate("window.times")


def open_pages(browser, folder):
    """Open pages of the built site from loopback: one lesson's again and again, each time in a
    fresh browser; and lesson 7's, whose part trains on 2,000 images in its module."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    times = []
    for _ in range(PAGES):
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/01_vectorization.html")
            times.append(page.evaluate(PAINTED))
            page.close()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/07_curves.html")
        part = page.locator(".part")
        part.scroll_into_view_if_needed()
        part.get_by_role("radio", name="none").check()
        expect(part.get_by_role("slider", name="Learning rate")).to_be_enabled(timeout=60_000)
        trained = slide(page, part)
    server.shutdown()
    return {
        f"a page of the site: {OPENED}": times,
        f"RateExplorer, 2,000 images on the site: {TRAINED}": trained,
    }


def main():
    if CHROMIUM is None:
        sys.exit("benchmark: --browser needs Chromium: `sudo apt install chromium`.")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        times = measure(browser, Path(name))
        built = Path(name, "site")
        build(built)
        times.update(open_pages(browser, built))
        browser.close()
    rounded = {name: [round(each, 1) for each in many] for name, many in times.items()}
    print("\n" + json.dumps(rounded))


if __name__ == "__main__":
    main()
