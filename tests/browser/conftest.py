"""One browser and one server for all tests of this folder that a worker runs in a row.

They end with the folder's last test: Playwright's event loop would be in the way of other tests.
"""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.lab import CHROMIUM, FLAGS, Lab

MISSING = (
    "These tests need the browser Chromium: `sudo apt install chromium`. "
    "Elsewhere, any chromium on the PATH will do."
)


@pytest.fixture(scope="package")
def browser():
    """Chromium; without it the test fails under CI, and is left out elsewhere."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def lab(browser, tmp_path_factory):
    """JupyterLab as the course sets it, with a folder of its own."""
    with Lab(tmp_path_factory.mktemp("lab"), browser) as server:
        yield server
