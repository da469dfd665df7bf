"""Sphinx's configuration for the pages."""

import base64
import functools
import io
import json
import re
from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

from helpers.parts.part import module_text
from helpers.runs import COURSE
from helpers.version import __version__
from teaching.site.pages import EXTRA, KEYS

HERE = Path(__file__).parent
SITE_IMAGES = 2000  # training images that a page carries for its parts
SPRITE_COLUMNS = 50

project = re.search(r"^# (.*)", (COURSE / "README.md").read_text(encoding="utf-8"))[1]
author = "the linear model course's authors"
version = release = __version__
language = "en"
extensions = ["myst_nb"]
exclude_patterns = [EXTRA]
nb_execution_mode = "off"  # what is stored in the notebooks is what the pages show
myst_enable_extensions = ["deflist", "dollarmath"]
suppress_warnings = ["myst.strikethrough"]

html_theme = "pydata_sphinx_theme"
html_title = project
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_search_summary = False  # it would fetch each page, which file:// refuses
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
html_static_path = [str(HERE / "static")]
templates_path = [str(HERE / "templates")]
html_css_files = ["course.css"]
html_js_files = [("wall.js", {"defer": "defer"})]
html_context = {"default_mode": "auto", "wall_keys": KEYS}
html_sidebars = {"**": ["contents.html"]}
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "article_header_start": ["tools.html"],
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["licence.html"],
    "footer_end": [],
    "search_bar_text": "Search the course",
    "back_to_top_button": False,
    "pygments_light_style": "github-light-high-contrast",
    "pygments_dark_style": "github-dark-high-contrast",
    "show_toc_level": 2,
}


def write_formula(translator, node):
    """Write a formula as MathML, which browsers draw without a script."""
    block = isinstance(node, nodes.math_block)
    formula = tex2mathml(node.astext(), as_block=block)
    formula = re.sub(  # "ln 10" and "ln p" are two words
        r"<mo>&ApplyFunction;</mo>(?!\s*<mo[^>]*>\()",
        r'<mo>&ApplyFunction;</mo><mspace width="0.17em"/>',
        formula,
    )
    translator.body.append(f'<div class="formula">{formula}</div>' if block else formula)
    raise nodes.SkipNode


def complete(app, pagename, templatename, context, doctree):
    """Put into a page with interactive parts what they need: modules, images and parts.js."""
    # course.css has what our pages need of this one
    context["css_files"] = [file for file in context["css_files"] if "mystnb" not in str(file)]
    body = context.get("body", "")
    states = re.findall(r'class="site-part-state">(.*?)</script>', body, re.DOTALL)
    if not states:
        return
    states = [json.loads(state) for state in states]
    scripts = [
        f'<script type="text/plain" data-module="{name}">{inline(module_text(name))}</script>'
        for name in sorted({state["part"] for state in states})
    ]
    if any("_site_images" in state["traits"] for state in states):
        scripts.append(f'<script type="application/json" id="site-images">{images()}</script>')
    shim = (HERE / "static" / "parts.js").read_text(encoding="utf-8")
    scripts.append(f"<script>{inline(shim)}</script>")
    context["body"] = body + "\n".join(scripts)


def inline(text):
    """A script's text as it may stand within a page."""
    return text.replace("</script", "<\\/script")


@functools.cache
def images():
    """The first training images as one picture, and their labels, as a JSON text."""
    import numpy as np
    from PIL import Image

    from helpers.data import load_mnist

    (x_train, y_train), _ = load_mnist()
    rows = SITE_IMAGES // SPRITE_COLUMNS
    tiles = x_train[:SITE_IMAGES].reshape(rows, SPRITE_COLUMNS, 28, 28)
    sprite = Image.fromarray(np.ascontiguousarray(tiles.swapaxes(1, 2)).reshape(rows * 28, -1))
    png = io.BytesIO()
    sprite.save(png, format="png", optimize=True)
    data = base64.b64encode(png.getvalue()).decode("ascii")
    labels = y_train[:SITE_IMAGES].tolist()
    return json.dumps(
        {"png": f"data:image/png;base64,{data}", "labels": labels, "count": SITE_IMAGES}
    )


def setup(app):
    app.add_html_math_renderer("mathml", (write_formula, None), (write_formula, None))
    app.connect("html-page-context", complete, priority=900)
