"""The parts that move, as far as Python and node can see them: no browser is needed."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import helpers.parts
from helpers.parts import PartError, UnrollExplorer
from helpers.parts.part import FOLDER, MIME, SHARED, Part, module_text, pack, unpack

TESTS = Path(__file__).parent
NODE = shutil.which("node")
PARTS = [
    each
    for each in vars(helpers.parts).values()
    if isinstance(each, type) and issubclass(each, Part)
]

# For each part: states that it is tested in, then values that a browser could send and it must
# refuse, then arguments that Python must refuse.
STATES = {
    UnrollExplorer: [
        {},
        {"guess": 6},
        {"kind": "batch", "order": "F", "pixel": [2, 3, 1], "guess": 3, "question": 4},
        {"kind": "colour", "pixel": [1, 0, 3], "guess": 0, "seed": 7},
    ],
}
FROM_BROWSER = {
    UnrollExplorer: [{"kind": "hexagon"}, {"pixel": [0, 9, 9]}, {"pixel": "x"}, {"guess": None}],
}
FROM_PYTHON = {
    UnrollExplorer: [
        {"image": np.zeros((9, 2))},
        {"image": np.zeros((2, 2, 3))},
        {"image": np.full((2, 2), 0.5)},
        {"image": np.full((2, 2), -1)},
        {"image": "a picture"},
        {"image": [[1, 2], [3]]},
        {"order": "row"},
        {"pixel": [0, 4, 0]},
        {"pixel": [0, 1]},
        {"seed": -1},
        {"guess": 1.5},
        {"colour": True},
    ],
}
each_part = pytest.mark.parametrize("part_class", PARTS, ids=lambda each: each.__name__)


def every(table):
    return pytest.mark.parametrize(
        ("part_class", "given"),
        [(part_class, given) for part_class, many in table.items() for given in many],
        ids=lambda value: getattr(value, "__name__", None),
    )


@each_part
def test_a_part_is_a_pair_of_files_and_has_its_cases_here(part_class):
    name = part_class.module
    for suffix in ("py", "js"):
        assert (FOLDER / f"{name}.{suffix}").is_file()
    assert part_class.__module__ == f"helpers.parts.{name}"
    assert part_class.__name__ in helpers.parts.__all__
    for table in (STATES, FROM_BROWSER, FROM_PYTHON):
        assert table[part_class]


def test_every_file_of_a_module_belongs_to_a_part():
    names = {path.stem for path in FOLDER.glob("*.js")}
    assert names - {part_class.module for part_class in PARTS} == set(SHARED)


# The modules


def test_the_modules_together_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.js")) < 100_000


def top_level(text):
    return re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", text, re.MULTILINE)


@each_part
def test_a_linter_finds_nothing_in_a_module(part_class, tmp_path):
    """In the whole text, as a browser gets it. A part need not use all that the parts share."""
    text = module_text(part_class.module)
    shared = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in SHARED)
    assert text.startswith(shared)
    assert len(top_level(shared)) > 20
    module = tmp_path / f"{part_class.module}.js"
    module.write_text(f"{text}\nexport {{ {', '.join(top_level(shared))} }};\n", encoding="utf-8")
    lint(module)


def test_a_linter_finds_nothing_in_the_modules_tests():
    lint(TESTS / "parts")


def test_the_linter_finds_a_fault(tmp_path):
    module = tmp_path / "fault.js"
    module.write_text("export default () => missing + 1;\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="missing"):
        lint(module)


def lint(path):
    tool = Path(sys.executable).with_name("oxlint")
    command = [tool, "--config", TESTS / "oxlint.json", "--format=unix", path]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@each_part
def test_a_module_exports_one_thing_and_fetches_nothing(part_class):
    """A page that was opened from a file can neither import nor fetch."""
    text = module_text(part_class.module)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
    assert not re.search(r"\bfetch\(|\bimport\b *[({'\"*]|XMLHttpRequest|https?:", text)


@pytest.mark.parametrize("path", sorted(TESTS.glob("parts/*.test.mjs")), ids=lambda path: path.stem)
def test_a_module_passes_its_own_tests(path):
    """In node's test runner, from node 18 on."""
    if NODE is None:
        missing = "These tests need node: `sudo apt install nodejs`, 18 or newer."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    # A runner that was started by another one would report to that one.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_TEST_CONTEXT"}
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", path],
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)[1]) > 0


# What goes to a browser and comes back


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from(["uint8", "float32"]).flatmap(
        lambda dtype: arrays.arrays(dtype, arrays.array_shapes(max_side=5))
    )
)
def test_an_array_is_unpacked_as_it_was_packed(values):
    packed = json.loads(json.dumps(pack(values, values.dtype.name)))
    again = unpack(packed)
    assert again.dtype == values.dtype
    np.testing.assert_array_equal(again, values)
    again[...] = 0  # a copy of its own


def test_an_array_is_packed_whatever_its_memory_looks_like():
    values = np.arange(12.0).reshape(3, 4).T
    np.testing.assert_array_equal(unpack(pack(values, "float32")), values)
    np.testing.assert_array_equal(unpack(pack(values[::-1, 1:], "uint8")), values[::-1, 1:])


def one_line(text):
    return text.strip() and "\n" not in text and "Traceback" not in text


@every(FROM_PYTHON)
def test_what_a_part_cannot_take_is_told_in_one_line(part_class, given):
    with pytest.raises(PartError) as refused:
        part_class(**given)
    [line] = refused.value._render_traceback_()
    assert one_line(line)


@every(
    {
        each: [given for given in many if set(given) <= set(each.state_names())]
        for each, many in FROM_PYTHON.items()
    }
)
def test_a_part_that_stands_refuses_the_same_later(part_class, given):
    [(name, value)] = given.items()
    part = part_class()
    before = getattr(part, name)
    with pytest.raises(PartError) as refused:
        setattr(part, name, value)
    assert one_line(str(refused.value))
    assert getattr(part, name) == before


@every(FROM_BROWSER)
def test_what_a_browser_sends_wrongly_is_shown_in_the_part(part_class, given):
    part = part_class()
    before = part.own_traits()
    part.set_state(given)
    assert one_line(part._wrong)
    assert part.own_traits() == before
    part.set_state({})
    assert part._wrong == "", "what goes well takes the line away"


def test_an_error_in_a_learners_callback_is_one_line_in_the_part():
    part = UnrollExplorer()

    def callback(change):
        raise ValueError("a line\nand another one")

    part.observe(callback, "pixel")
    part.set_state({"pixel": [0, 3, 3]})
    assert part._wrong == "ValueError: a line and another one"
    assert part.pixel == [0, 3, 3]


@every(STATES)
def test_the_line_of_python_makes_the_part_again(part_class, given):
    part = part_class(**given)
    again = eval(repr(part), {part_class.__name__: part_class})
    assert repr(again) == repr(part)
    for name in part_class.state_names():
        assert getattr(again, name) == getattr(part, name)
    if not given:
        assert repr(part) == f"{part_class.__name__}()"


# What a notebook keeps


@every(STATES)
def test_a_stored_part_is_a_picture_with_words(part_class, given):
    part = part_class(**given)
    data, metadata = part._repr_mimebundle_()
    words = data["text/plain"]
    assert one_line(words) and len(words) > 40
    assert f'alt="{html.escape(words)}"' in data["text/html"]
    assert metadata["image/png"]["alt"] == words
    assert {"image/png", "application/vnd.jupyter.widget-view+json"} <= set(data)
    stored = json.loads(data[MIME])
    assert stored["part"] == part_class.module
    assert stored["traits"] == part.own_traits()
    assert set(part_class.state_names()) <= set(stored["traits"])


@every(STATES)
def test_the_same_state_has_the_same_picture(part_class, given):
    one, other = (part_class(**given).picture()[0] for _ in range(2))
    assert one == other


# Each part's own


@every({UnrollExplorer: STATES[UnrollExplorer]})
def test_unroll_says_the_place_that_numpy_gives(part_class, given):
    part = part_class(**given)
    [_, words] = part.picture()[0]["text/plain"].split("Below, ")
    number, row, column = part.pixel
    value = unpack(part.values)[number, row, column]
    array = part.array()
    vector = (array[number] if part.kind == "batch" else array).flatten(part.order)
    assert vector[part.place()] == value
    assert f"length {len(vector)}" in words
    assert ("row by row" in words) == (part.order == "C")
    if part.guess < 0:
        assert "covered" in words and not re.search(r"place \d", words)
    else:
        assert f"at place {part.place()}" in words


def test_unroll_shows_the_image_that_it_was_given():
    image = np.arange(6).reshape(2, 3)
    part = UnrollExplorer(image, guess=0)
    np.testing.assert_array_equal(part.array(), image)
    part.order, part.pixel = "F", [0, 1, 2]
    assert image.flatten("F")[part.place()] == image[1, 2]
