"""The real JupyterLab in a real browser: a server, and notebooks opened in Chromium."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from playwright.sync_api import Browser, Locator

from starting.surroundings import settle_lab

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
FLAGS.append("--disable-background-networking")
PICTURES = Path(__file__).parent / "pictures"  # what was seen on the way, for a person to look at
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
STARTS_WITHIN = 90  # seconds; a few are enough, but a busy machine may be slow

READY = """async theme => {
  const pause = () => new Promise(done => setTimeout(done, 50));
  while (!window.jupyterapp) await pause();
  const app = window.jupyterapp;
  await app.restored;
  app.shell.collapseLeft();
  // JupyterLab raises an error if its splash comes again while it still fades out.
  const splash = () => document.getElementById("jupyterlab-splash");
  while (splash()) await pause();
  if (document.body.dataset.jpThemeName !== theme)
    await app.commands.execute("apputils:change-theme", { theme });
  while (document.body.dataset.jpThemeName !== theme || splash()) await pause();
}"""
SHOW = """async path => {
  const pause = () => new Promise(done => setTimeout(done, 50));
  const app = window.jupyterapp, old = app.shell.currentWidget;
  await old?.sessionContext?.shutdown();
  const panel = await app.commands.execute("docmanager:open", { path });
  await panel.context.ready;
  await panel.sessionContext.ready;
  while (panel.sessionContext.session?.kernel?.status !== "idle") await pause();
  while (app.shell.currentWidget !== panel) await pause();
  old?.dispose();
}"""
# A run-all command ends early when a cell raises. So wait until nothing has run for half a second;
# for ten, if a cell has not run yet: while a part is loaded, neither kernel nor cell looks busy.
RUN = """async command => {
  const panel = window.jupyterapp.shell.currentWidget;
  await window.jupyterapp.commands.execute(command).catch(() => {});
  const waits = ({ model }) => command === "notebook:run-all-cells" && model.type === "code" &&
    model.executionCount === null && model.sharedModel.source.trim();
  for (let quiet = 0; quiet < (panel.content.widgets.some(waits) ? 200 : 10); ) {
    await new Promise(done => setTimeout(done, 50));
    const busy = panel.sessionContext.session?.kernel?.status !== "idle" ||
      panel.content.widgets.some(cell => cell.model.executionState === "running");
    quiet = busy ? 0 : quiet + 1;
  }
}"""

RESTART = """async () => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  await kernel.restart();
  while (kernel.status !== "idle") await new Promise(done => setTimeout(done, 50));
}"""
SELECT = """position => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  document.activeElement?.blur(); // a part that has the keys would make its cell the active one
  notebook.deselectAll();
  notebook.activeCellIndex = position;
}"""


def notebook(*cells, **metadata) -> NotebookNode:
    """A notebook of these cells, which JupyterLab opens without a question."""
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, **metadata}
    return new_notebook(cells=list(cells), metadata=metadata)


class Lab:
    """A JupyterLab server that works in `folder`, with the settings that the course ships."""

    def __init__(self, folder: Path, browser: Browser):
        self.folder = folder
        self.browser = browser
        self.token = secrets.token_hex()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"

    def __enter__(self):
        settle_lab()
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
        command.append(f"--port={self.address.rpartition(':')[2]}")
        command.append(f"--IdentityProvider.token={self.token}")
        command.append(f"--ServerApp.root_dir={self.folder}")
        command.append("--LabApp.expose_app_in_browser=True")
        if os.name == "posix" and os.geteuid() == 0:
            command.append("--allow-root")
        # Not the settings and notes of whoever runs the test; those of the course are in .venv.
        names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
        names += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
        own = {name: str(self.folder / ".own" / name) for name in names}
        log = self.folder / "server.log"
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            deadline = time.monotonic() + STARTS_WITHIN
            while not self._answers():
                assert self.process.poll() is None, log.read_text(errors="replace")
                assert time.monotonic() < deadline, log.read_text(errors="replace")
                time.sleep(0.2)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()  # the server ends its kernels
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(f"{self.address}/api/status?token={self.token}", timeout=5).close()
        except OSError:  # not yet, or not whole
            return False
        return True

    def open(self, *, dark=False, width=1280, touch=False) -> "Page":
        """Open a browser window of its own; with `touch`, on a screen that knows fingers."""
        return Page(self, dark=dark, width=width, touch=touch)


class Window:
    """A browser window, open on one of the server's pages; it notes what should not happen."""

    def __init__(self, lab: Lab, address: str, *, width=1280, touch=False):
        self.folder = lab.folder
        self.complaints: list[str] = []  # errors in the browser's console
        self.foreign: list[str] = []  # addresses that are not this server's
        self._own = (lab.address, lab.address.replace("http", "ws"), "data:", "blob:")
        self.context = lab.browser.new_context(
            viewport={"width": width, "height": 1000},
            has_touch=touch,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
        self.page.on("request", self._note)
        self.page.goto(f"{lab.address}/{address}?reset&token={lab.token}")

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location.get('url')}")

    def _note(self, request):
        if not request.url.startswith(self._own):
            self.foreign.append(request.url)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def keep(self, name: str, what: Locator | None = None):
        """Keep a picture of the page, or of `what` is in it, in the folder PICTURES."""
        (what or self.page).screenshot(path=PICTURES / f"{name}.png")


class Page(Window):
    """JupyterLab in a browser window, and in it one notebook at a time."""

    def __init__(self, lab: Lab, *, dark: bool, width: int, touch: bool):
        super().__init__(lab, "lab", width=width, touch=touch)
        self.notebook = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        # The theme is the server's: it would stay what the last page made it.
        self.choose_theme(dark=dark)

    def choose_theme(self, *, dark: bool):
        self.page.evaluate(READY, f"JupyterLab {'Dark' if dark else 'Light'}")

    def show(self, notebook: NotebookNode | Path):
        """Open a copy of this notebook, and close the last one with its kernel."""
        self.path = self.folder / f"{secrets.token_hex(4)}.ipynb"
        if isinstance(notebook, Path):
            shutil.copy(notebook, self.path)
        else:
            nbformat.write(notebook, self.path)
        self.page.evaluate(SHOW, self.path.name)

    def cell(self, position: int) -> Locator:
        """The cell at that position, scrolled into view."""
        cell = self.notebook.locator(f'.jp-Cell[data-windowed-list-index="{position}"]')
        cell.scroll_into_view_if_needed()
        return cell

    def run_all(self):
        self.page.evaluate(RUN, "notebook:run-all-cells")

    def run(self, position: int):
        """Run one cell and stay in it, as Ctrl-Enter does."""
        self.page.evaluate(SELECT, position)
        self.page.evaluate(RUN, "notebook:run-cell")

    def restart(self):
        """Restart the kernel, as the button does once it was confirmed."""
        self.page.evaluate(RESTART)

    def is_hidden(self, position: int) -> bool:
        """Whether a placeholder stands where the cell's output would be."""
        return self.cell(position).locator(".jp-Cell-outputWrapper .jp-Placeholder").count() > 0

    def is_changed(self) -> bool:
        """Whether JupyterLab marks the notebook as changed."""
        return self.page.evaluate("window.jupyterapp.shell.currentWidget.context.model.dirty")

    def save(self):
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
