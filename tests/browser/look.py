"""What a program can see on the page of an open notebook, as scripts for the browser."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Wait until every cell, formula and picture is there, and nothing new comes for half a second; for
# two minutes at most. JupyterLab makes cells when it has nothing else to do.
SETTLED = """async () => {
  const { node: notebook, widgets } = window.jupyterapp.shell.currentWidget.content;
  const end = Date.now() + 120_000;
  for (let quiet = 0, last = -1; quiet < 10 && Date.now() < end; ) {
    await new Promise(done => setTimeout(done, 50));
    const pictures = [...notebook.querySelectorAll("img")];
    const waiting = pictures.filter(picture => !picture.complete).length +
      widgets.filter(cell => !cell.node.isConnected || cell.isPlaceholder()).length;
    const now = notebook.querySelectorAll("*").length;
    quiet = now === last && !waiting ? quiet + 1 : 0;
    last = now;
  }
}"""

LOOK = """() => {
  const found = { words: 0, formulas: 0, tables: 0, pictures: 0,
    raw: [], faint: [], see_through: [], cut: [], without_words: [] };
  const notebook = window.jupyterapp.shell.currentWidget.content.node;

  // Formulas: text between two dollars that is not code.
  found.formulas = notebook.querySelectorAll("mjx-container").length;
  for (const part of notebook.querySelectorAll(".jp-RenderedMarkdown p, .jp-RenderedMarkdown li, "
      + ".jp-RenderedMarkdown td")) {
    const bare = part.cloneNode(true);
    bare.querySelectorAll("code, pre").forEach(code => code.remove());
    if (/\\$[^$]+\\$/.test(bare.textContent)) found.raw.push(bare.textContent.slice(0, 80));
  }
  for (const wrong of notebook.querySelectorAll("mjx-merror, [data-mjx-error]"))
    found.raw.push(wrong.textContent.slice(0, 80));

  // Contrast as WCAG defines it, of each text with the nearest background behind it.
  const parse = colour => {
    const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
    const full = colour.startsWith("color(") ? 255 : 1; // a mixed one goes from 0 to 1
    return { rgb: [red, green, blue].map(value => full * value), alpha };
  };
  const luminance = rgb => {
    const [red, green, blue] = rgb.map(value => value / 255)
      .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = node => {
    const { rgb, alpha } = parse(getComputedStyle(node).backgroundColor);
    if (alpha === 1 || !node.parentElement) return rgb;
    return behind(node.parentElement).map((value, i) => alpha * rgb[i] + (1 - alpha) * value);
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const shown = notebook.querySelectorAll(".jp-RenderedMarkdown *, .jp-OutputArea-output *");
  for (const node of shown) {
    const text = [...node.childNodes].filter(child => child.nodeType === Node.TEXT_NODE)
      .map(child => child.data).join(" ").trim();
    if (!text || !node.getClientRects().length) continue;
    found.words += text.split(/\\s+/).length;
    const ratio = contrast(parse(getComputedStyle(node).color).rgb, behind(node));
    if (ratio < 3) found.faint.push(`${text.slice(0, 60)} (${ratio.toFixed(1)} : 1)`);
  }

  // A picture that can be seen through has dark signs on a dark page.
  for (const picture of notebook.querySelectorAll("img")) {
    found.pictures += 1;
    const words = picture.alt.trim();
    // "Image" is what JupyterLab puts in for HTML's pictures without words.
    if (["", "Image"].includes(words)) found.without_words.push(picture.src.slice(0, 60));
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    if (!canvas.width) { found.see_through.push(`no picture: ${words}`); continue; }
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let lowest = 255;
    for (let i = 3; i < data.length; i += 4) lowest = Math.min(lowest, data[i]);
    if (lowest < 255) found.see_through.push(words.slice(0, 60));
  }

  // A table, or a text, that is wider than its place.
  const wide = ".jp-RenderedHTMLCommon table, .jp-OutputArea-output pre";
  for (const part of notebook.querySelectorAll(wide)) {
    if (part.tagName === "TABLE") found.tables += 1;
    const place = part.closest(".jp-OutputArea-output, .jp-MarkdownOutput");
    const over = Math.max(place.scrollWidth - place.clientWidth,
      part.getBoundingClientRect().right - place.getBoundingClientRect().right);
    if (over > 1) found.cut.push(`${part.innerText.slice(0, 60)} (${over.toFixed()} px)`);
  }

  const placeholders = notebook.querySelectorAll(".jp-OutputPlaceholder");
  found.placeholders = [...placeholders].map(placeholder => placeholder.innerText.trim());
  return found;
}"""


# All that a lesson puts on the page of an open notebook. What is JupyterLab's own is left out, as
# nothing here can mend it: its code editors are fields without a name, which cannot be scrolled
# with the keys; its list of cells is a feed whose children are no articles; the buttons that fold a
# heading have no name; its links are not underlined; its colours of code in a text are faint.
# Keras' table of a model has its own colours.
OURS = [".jp-RenderedMarkdown", ".jp-OutputArea-output"]
NOT_OURS = ["pre code", "pre:has(> span[style*='color: #00af00'])"]
NOT_OUR_RULES = ["link-in-text-block"]
# Axe counts as hidden what is beyond the edge of a box that does not scroll, as JupyterLab's page
# is, whose height is none: so the page is made as high as the notebook is long.
HIGH = """body { height: 100vh; } .jp-Cell { content-visibility: visible !important; }"""
LENGTH = """() => document.querySelector(
  ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-viewport").scrollHeight"""
AXE = """async ({ include, exclude, without }) => {
  const rules = Object.fromEntries(without.map(rule => [rule, { enabled: false }]));
  const { violations } =
    await axe.run({ include, exclude }, { resultTypes: ["violations"], rules });
  return violations.filter(each => ["serious", "critical"].includes(each.impact)).flatMap(each =>
    each.nodes.map(node => `${each.id}: ${node.target.join(" ")} ${node.html.slice(0, 200)}`));
}"""


def barriers(page: Page, include: list[str], exclude=(), without=()) -> list[str]:
    """What axe-core calls a serious or critical barrier in what matches the selectors `include`,
    but not `exclude`, by its rules but those in `without`."""
    page.evaluate(f"if (!window.axe) {{ {AXE_SCRIPT} }}")
    include, exclude = (
        [each for each in selectors if page.locator(each).count()]
        for selectors in (include, exclude)
    )
    assert include, "there is nothing to judge"
    return page.evaluate(AXE, {"include": include, "exclude": exclude, "without": list(without)})


def barriers_in_notebook(page: Page) -> list[str]:
    """The barriers in what a lesson puts on the page of the notebook that is open."""
    size = page.viewport_size
    style = page.add_style_tag(content=HIGH)
    page.set_viewport_size({**size, "height": page.evaluate(LENGTH) + 300})
    here = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook "
    try:
        include, exclude = ([here + each for each in group] for group in (OURS, NOT_OURS))
        return barriers(page, include, exclude, NOT_OUR_RULES)
    finally:
        style.evaluate("style => style.remove()")
        page.set_viewport_size(size)
