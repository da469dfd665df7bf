"""The course as static pages, built by Sphinx from the notebooks: `python3 start.py site`.

`pages` makes Sphinx's sources of the lessons' two notebooks and of README.md, `conf` is Sphinx's
configuration, and `__main__` builds, swaps and serves. Pages open from a file system as well as
from a server, and ask nothing of another host.
"""
