"""How a verdict looks: a box that words and shape tell apart, not colour alone."""

import html

from helpers.checks.sentences import say

# For each kind: its sign, its colour, and the kind of line at its left. The colours stand out on
# white and on black. The words come from the table of sentences.
KINDS = {
    "correct": ("✓", "#00875f", "solid"),
    "incorrect": ("✗", "#d55e00", "double"),
    "open": ("○", "#767676", "dashed"),
    "guess": ("?", "#1f7fc0", "dotted"),
}


def show_verdict(kind: str, exercise: str, sentence: str) -> None:
    """Show a verdict as a box on the page; where there is no page, as a line if it passes.

    What does not pass is raised as well, so that a terminal sees it, too.
    """
    title = say(f"title-{kind}", {})
    plain = f"{title}: {sentence}"
    try:
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
    except ImportError:
        shell = None
    if shell is None or not hasattr(shell, "kernel"):
        if kind in ("correct", "guess"):
            print(plain)
        return
    page = _box(kind, title, sentence)
    display({"text/html": page, "text/plain": plain}, raw=True)


def _box(kind: str, title: str, sentence: str) -> str:
    sign, colour, line = KINDS[kind]
    edge = "solid" if line == "double" else line  # one pixel cannot be double
    return (
        f'<div style="border: 1px {edge} {colour}; border-left: 8px {line} {colour}; '
        'padding: 8px 14px; margin: 4px 0; max-width: 46em; line-height: 1.5">'
        f'<span style="color: {colour}; font-weight: bold; font-size: 120%" aria-hidden="true">'
        f"{sign}</span> <strong>{html.escape(title)}:</strong> "
        f"{_code(html.escape(sentence, quote=False))}</div>"
    )


def _code(text: str) -> str:
    """Turn `code` in a sentence into HTML."""
    parts = text.split("`")
    return (
        "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
        if len(parts) % 2
        else text
    )
