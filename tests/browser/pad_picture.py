"""Make pad.png, the README's picture: `python -m tests.browser.pad_picture`, with .venv's Python.

The drawing pad of lesson 8 in JupyterLab, with the lesson's drawing, labelled.
"""

import io
import tempfile
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from helpers.plots.base import with_palette
from helpers.runs import COURSE
from tests.browser.lab import CHROMIUM, FLAGS, Lab

TARGET = COURSE / "pad.png"


def main():
    lesson = nbformat.read(COURSE / "notebooks" / "08_weights.ipynb", as_version=4)
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    wanted = [cell for cell in code if "DrawingPad(" in cell.source]
    lesson.cells = [code[0], *wanted]
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
        tempfile.TemporaryDirectory() as folder,
        Lab(Path(folder), browser) as lab,
        lab.open() as window,
    ):
        window.page.set_viewport_size({"width": 1280, "height": 1400})
        window.show(lesson)
        window.run_all()
        pad = window.notebook.get_by_role("region", name="Draw a digit")
        pad.get_by_role("button", name="0", exact=True).click()
        pad.get_by_text("All pixels").wait_for()
        window.page.mouse.move(0, 0)
        window.page.wait_for_timeout(500)  # until the bars have their length
        drawn = pad.screenshot(scale="css")
    picture = with_palette(np.asarray(Image.open(io.BytesIO(drawn)).convert("RGB")))
    picture.save(TARGET, optimize=True)
    print(f"{TARGET.name}: {picture.width} × {picture.height}, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
