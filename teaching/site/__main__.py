"""Build the course as static pages, and serve them: `python3 start.py site`."""

import argparse
import functools
import http.server
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

from helpers.runs import COURSE
from teaching.build import BuildError
from teaching.site.pages import EXTRA, SiteError, write_sources

HERE = Path(__file__).parent
SITE = COURSE / "site"
MARK = ".buildinfo"  # Sphinx leaves it, so a folder with it is made, and may be made again


def build(into: Path, *, solutions: bool = True) -> None:
    """Build all pages into the folder `into`, which is replaced once they stand.

    Raises `SiteError` or `BuildError` with one line if they cannot be built; then the folder
    stays as it was.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError

    into = into.resolve()
    if into.exists() and not (into / MARK).exists() and (into.is_file() or any(into.iterdir())):
        raise SiteError(f"{into} holds something else than a built site. Name another folder.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=into.parent) as name:
        folder = Path(name)
        for made in ("sources", "pages", "trees"):
            (folder / made).mkdir()
        write_sources(folder / "sources", solutions=solutions)
        said = io.StringIO()
        try:
            app = Sphinx(
                srcdir=folder / "sources",
                confdir=HERE,
                outdir=folder / "pages",
                doctreedir=folder / "trees",
                buildername="html",
                confoverrides={"html_extra_path": [str(folder / "sources" / EXTRA)]},
                status=None,
                warning=said,
                freshenv=True,
            )
            app.build()
        except SphinxError as error:
            raise SiteError(f"Sphinx: {' '.join(str(error).split())}") from None
        warnings = [line for line in re.sub("\x1b.*?m", "", said.getvalue()).splitlines() if line]
        if warnings:  # a link that leads nowhere, most of all
            raise SiteError(f"Sphinx: {warnings[0].replace(str(folder / 'sources') + '/', '')}")
        leave_out(folder / "pages")
        swap(folder / "pages", into, folder / "before")


def swap(new: Path, place: Path, aside: Path) -> None:
    """Put a folder in its place; what was there goes aside, and comes back if this fails."""
    if place.exists():
        place.rename(aside)
    try:
        new.rename(place)
    except BaseException:
        if aside.exists():
            aside.rename(place)
        raise


def leave_out(pages: Path) -> None:
    """Remove what the theme brings along and no page asks for."""
    static = pages / "_static"
    shutil.rmtree(static / "vendor")  # fonts
    shutil.rmtree(pages / "_sources", ignore_errors=True)
    (pages / "objects.inv").unlink()
    for pattern in ("*.map", "fontawesome.js*", "mystnb.*", "webpack-macros.html"):
        for path in static.rglob(pattern):
            path.unlink()


def serve(folder: Path, port: int) -> None:
    """Serve the folder on this machine until Ctrl-C."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):  # a browser that did not wait for all of its answer
            pass

    try:
        server = Server(("127.0.0.1", port), functools.partial(Handler, directory=folder))
    except (OSError, OverflowError):
        raise SiteError(
            f"port {port} cannot be used. Choose another one, or leave --port out."
        ) from None
    with server:
        print(
            f"http://127.0.0.1:{server.server_port}/ serves the site. Ctrl-C ends it.", flush=True
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="start.py site",
        description="Build the course as static pages, which any browser opens.",
    )
    parser.add_argument("--into", type=Path, default=SITE, metavar="FOLDER", help="not site/")
    parser.add_argument("--no-solutions", action="store_true", help="leave every solution out")
    parser.add_argument("--serve", action="store_true", help="then serve it on this machine")
    parser.add_argument("--port", type=int, help="the port to serve at; any free one, if none")
    options = parser.parse_args(arguments)
    try:
        build(options.into, solutions=not options.no_solutions)
        print(f"built {options.into / 'index.html'}", flush=True)
        if options.serve or options.port is not None:
            serve(options.into, options.port or 0)
    except (SiteError, BuildError, OSError) as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The site is as it was.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
