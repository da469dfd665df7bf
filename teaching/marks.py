"""Marks in a Markdown text: which line a class needs, and which it can do without.

A line that speaks of what not every copy of the course has says so at its end:

    <!-- needs solutions -->

The mark of a heading is that of its whole section. The word is the name of a folder or a lesson,
or one of `hints` and `every lesson`. A release leaves out what needs something that is not in it,
and nobody gets to see a mark but who writes the text.
"""

import re

_MARK = re.compile(r"\s*<!-- needs ([^<>]+?) -->\s*$")


def fit(text: str, inside: set[str] | None = None) -> str:
    """The text without its marks, and without what needs something that is not `inside`.

    None stands for the whole course, in which nothing is missing.
    """
    kept: list[str] = []
    left_out = 0  # the level of the heading whose section is being left out
    fenced = gap = False
    for line in text.split("\n"):
        level = 0 if fenced else len(re.match("#*", line)[0])
        fenced ^= line.startswith("```")
        if 0 < level <= left_out:
            left_out = 0
        mark = _MARK.search(line)
        missing = mark is not None and inside is not None and mark[1] not in inside
        if missing and not left_out:
            left_out = level
        if missing or left_out:
            gap = True
        elif not (gap and not line and kept[-1:] in ([], [""])):  # one empty line is left of two
            kept.append(_MARK.sub("", line))
            gap = False
    return "\n".join(kept)
