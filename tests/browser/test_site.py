"""What a reader of the pages sees, in a browser: from a server, and from files."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]_*.md"))
PAGES = [f"{name}.html" for name in ("index", *LESSONS, "symbols", "teachers", "search")]
WITH_PART = "01_vectorization.html"
LESSON = "05_loss_and_gradient.html"


class Site:
    """A built site: `start.py site --serve` built it, and serves it."""

    def __init__(self, folder: Path, browser):
        self.folder = folder
        self.browser = browser
        command = [sys.executable, "-m", "teaching.site", "--into", str(folder), "--serve"]
        self.server = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        self.server.stdout.readline()  # it is built
        self.served = re.search(r"http://127\.0\.0\.1:\d+/", self.server.stdout.readline())[0]
        self.filed = f"{folder.as_uri()}/"

    def open(self, address: str, *, filed=False, width=1280, height=900, **options):
        """A page in a window of its own, which notes what goes wrong and what is asked for."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.wrong, page.asked = [], []
        page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else 0)
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("requestfailed", lambda request: self.note_failure(page, request))
        page.on("response", lambda got: page.wrong.append(got.url) if got.status >= 400 else 0)
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((self.filed if filed else self.served) + address)
        return page

    def note_failure(self, page, request):
        if request.failure != "net::ERR_ABORTED":  # as by a click that leads on
            page.wrong.append(request.url)


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site") / "site", browser)
    yield site
    site.server.send_signal(signal.SIGINT)
    said, complained = site.server.communicate(timeout=20)
    assert (site.server.returncode, complained) == (0, "") and said.strip() == "Stopped."


@pytest.fixture
def opened(site):
    """Opens pages, and at the end looks whether anything was wrong or came from elsewhere."""
    pages = []

    def open_page(address, **options):
        pages.append(site.open(address, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        own = (site.served, site.filed, "data:", "blob:")
        foreign = [address for address in page.asked if not address.startswith(own)]
        assert not page.wrong and not foreign, (page.url, page.wrong, foreign)
        page.context.close()


def scroll_through(page):
    """Bring every picture into view, since a page loads them then."""
    for picture in page.locator("article img").all():
        if picture.is_visible():
            picture.scroll_into_view_if_needed()


def violations(page) -> list:
    """What axe finds that is serious or critical, and where."""
    found = (
        Axe()
        .run(page, options={"preload": False, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("filed", [False, True], ids=["served", "filed"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_whole(opened, name, filed):
    page = opened(name, filed=filed)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    scroll_through(page)
    page.wait_for_function(
        """[...document.querySelectorAll("article img")].every(
            picture => !picture.checkVisibility() || picture.complete && picture.naturalWidth)"""
    )
    assert all(picture.get_attribute("alt") for picture in page.locator("img").all())
    for formula in page.locator("math").all()[:20]:
        box = formula.bounding_box()
        assert box["width"] > 3 and box["height"] > 5
    expect(page.locator(".site-part:not(.live)")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(opened, name, scheme, width):
    page = opened(name, width=width, color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    expect(page.locator(".site-part:not(.live)")).to_have_count(0)
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("filed", [False, True], ids=["served", "filed"])
def test_search_finds_a_lesson(opened, filed):
    page = opened("index.html", filed=filed)
    page.keyboard.press("Control+k")
    field = page.locator("#pst-search-dialog input")
    expect(field).to_be_focused()
    field.fill("logsumexp")
    field.press("Enter")
    result = page.locator("#search-results li a", has_text="5. Loss and gradient").first
    result.click()
    expect(page.locator("h1")).to_contain_text("5. Loss and gradient")


def test_search_says_when_there_is_nothing(opened):
    page = opened("search.html?q=eigenvector")
    expect(page.locator("#search-results")).to_contain_text("did not match any documents")


def test_hints_and_solutions_unfold_by_mouse_and_key(opened):
    page = opened(LESSON)
    exercise = page.locator("#exercise-cross-entropy")
    hint = "Which single number of each row matters?"
    solution = exercise.get_by_text("probabilities[np.arange(len(labels)), labels]")
    expect(exercise).not_to_contain_text(hint, use_inner_text=True)
    expect(solution).to_be_hidden()
    exercise.get_by_text("A question").click()
    expect(exercise).to_contain_text(hint, use_inner_text=True)
    exercise.locator("details.solution > summary").focus()
    page.keyboard.press("Enter")
    expect(solution).to_be_visible()
    expect(exercise.get_by_text("Correct:")).to_be_visible()
    page.keyboard.press("Enter")
    expect(solution).to_be_hidden()


def test_pages_lead_on_and_back(opened):
    page = opened("index.html")
    page.locator("article").get_by_role("link", name="0. Start here").click()
    for title in ("1. Vectorization", "2. Inspecting MNIST"):
        page.locator(".right-next").click()
        expect(page.locator("h1")).to_contain_text(title)
    page.locator(".left-prev").click()
    expect(page.locator("h1")).to_contain_text("1. Vectorization")
    page.get_by_role("navigation", name="Contents").get_by_text("Symbols and words").click()
    page.get_by_role("link", name="5. Loss and gradient").and_(
        page.locator("[href*=term-gradient]")
    ).click()
    expect(page.get_by_text("all the slopes together are the gradient")).to_be_in_viewport()


def test_light_and_dark_are_a_choice_that_stays(opened):
    page = opened("index.html", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Color mode").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(ground) != light
    page.goto(page.url.replace("index", "teachers"))
    assert page.evaluate(ground) != light


def test_a_notebook_can_be_downloaded(opened):
    page = opened(LESSON)
    with page.expect_download() as download:
        page.get_by_role("link", name="This lesson as a notebook").click()
    name = LESSON.replace("html", "ipynb")
    assert download.value.suggested_filename == name
    assert download.value.path().read_bytes() == (ROOT / "notebooks" / name).read_bytes()


# The view for the wall


def heading(page):
    """The heading of the section on the wall, of which there is one."""
    shown = page.locator("article :is(h1, h2, h3):visible")
    expect(shown).to_have_count(1)
    return shown.inner_text().strip().removesuffix("#").strip()


@pytest.mark.parametrize("filed", [False, True], ids=["served", "filed"])
def test_the_wall_shows_one_section_at_a_time(opened, filed):
    page = opened(LESSON, filed=filed, width=1920, height=1080)
    small = page.locator("article p").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    page.keyboard.press("w")
    assert heading(page) == "5. Loss and gradient"
    large = page.locator("article p").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert large >= 2 * small and large >= 1080 / 36  # a thirty-sixth of the wall's height
    expect(page.locator("#pst-header")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    assert heading(page) == "Recall"
    page.keyboard.press("ArrowRight")
    assert heading(page) == "How wrong is one prediction?"
    assert page.url.endswith("#wall=how-wrong-is-one-prediction")
    page.keyboard.press("ArrowLeft")
    assert heading(page) == "Recall"
    page.keyboard.press("End")
    assert heading(page) == "What you can do now"
    page.keyboard.press("ArrowRight")
    assert heading(page) == "What you can do now"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert heading(page) == "5. Loss and gradient"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("#pst-header")).to_be_visible()
    expect(page.locator("#recall h2")).to_be_in_viewport()
    page.get_by_role("link", name="View for the wall").click()
    assert heading(page) == "5. Loss and gradient"


def test_page_keys_go_through_a_section_before_the_next(opened):
    page = opened(f"{LESSON}#wall=recall", width=1280, height=500)
    assert heading(page) == "Recall"
    page.keyboard.press("PageDown")
    assert heading(page) == "Recall" and page.evaluate("scrollY") > 100
    for _ in range(20):
        page.keyboard.press("PageDown")
        if heading(page) != "Recall":
            break
    assert heading(page) == "How wrong is one prediction?" and page.evaluate("scrollY") == 0
    page.keyboard.press("PageUp")
    assert heading(page) == "Recall" and page.evaluate("scrollY") > 100


def test_a_result_and_what_speaks_of_it_wait_for_their_key(opened):
    page = opened(f"{LESSON}#wall=how-wrong-is-one-prediction")
    printed = page.get_by_text("correct class 0, its probability 0.7: loss 0.4")
    after = page.get_by_text("The less probability for the correct class")
    guess = page.get_by_text("guess_sure_and_wrong")
    came = page.get_by_text("the loss at 0.001: 6.9")
    moral = page.get_by_text("Right and fairly sure costs next to nothing")
    assert heading(page) == "How wrong is one prediction?"
    for hidden in (printed, after, guess.first, came, moral):
        expect(hidden).to_be_hidden()
    page.keyboard.press("r")
    for shown in (printed, after, guess.first):
        expect(shown).to_be_visible()
    for hidden in (came, moral):
        expect(hidden).to_be_hidden()
    page.keyboard.press("r")
    for shown in (printed, came, moral):
        expect(shown).to_be_visible()
    page.keyboard.press("r")
    for hidden in (printed, came, moral):
        expect(hidden).to_be_hidden()
    page.get_by_role("button", name="Result").first.focus()
    page.keyboard.press("Enter")
    expect(printed).to_be_visible()
    expect(page.locator("#wall-said")).to_have_text("A result is shown.")
    page.keyboard.press("Tab")  # the button has gone; what follows the result comes next
    expect(page.locator("summary:visible").first).to_be_focused()


def test_hints_and_the_solution_have_keys(opened):
    page = opened(f"{LESSON}#wall=exercise-cross-entropy")
    hints = page.locator("#exercise-cross-entropy details:not(.solution)")
    solution = page.locator("#exercise-cross-entropy details.solution")
    open_ones = "list => list.map(each => each.open)"
    page.keyboard.press("h")
    page.keyboard.press("h")
    assert hints.evaluate_all(open_ones) == [True, True, False, False]
    assert not solution.evaluate("each => each.open")
    page.keyboard.press("s")
    assert solution.evaluate("each => each.open")
    page.keyboard.press("s")
    assert not solution.evaluate("each => each.open")


def test_the_wall_says_its_keys_and_has_them_as_buttons(opened):
    page = opened(f"{LESSON}#wall=recall")
    keys = page.get_by_role("region", name="Keys")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="keys").click()
    expect(keys).to_contain_text("show the next result")
    expect(keys).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="keys")).to_be_focused()
    expect(keys).to_be_hidden()
    assert heading(page) == "Recall"
    page.get_by_role("button", name="on", exact=False).first.click()
    assert heading(page) == "How wrong is one prediction?"
    page.get_by_role("button", name="leave").click()
    expect(page.locator("#pst-header")).to_be_visible()


def test_a_key_that_is_typed_elsewhere_stays_there(opened):
    page = opened(LESSON)
    page.keyboard.press("Control+k")
    page.keyboard.type("weight row")
    assert page.locator("#pst-search-dialog input").input_value() == "weight row"
    assert not page.evaluate("document.documentElement.classList.contains('wall')")


def test_a_wide_box_keeps_its_arrows_until_it_is_left(opened):
    page = opened(f"{LESSON}#wall=how-wrong-is-one-prediction", width=480)
    box = page.locator("article pre:visible").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert heading(page) == "How wrong is one prediction?"
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert heading(page) == "The loss of a batch"


@pytest.mark.parametrize("width", [360, 1920])
def test_the_wall_is_accessible_and_fits(opened, width):
    page = opened(f"{LESSON}#wall=recall", width=width, reduced_motion="reduce")
    page.keyboard.press("k")
    assert not violations(page)
    page.keyboard.press("k")
    for _ in range(30):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), heading(page)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        ends, bar = page.evaluate(
            "['article', '#wall-bar'].map(each => document.querySelector(each))"
            ".map((each, i) => each.getBoundingClientRect()[i ? 'top' : 'bottom'])"
        )
        assert ends <= bar, heading(page)
        page.keyboard.press("ArrowRight")


# Parts without a kernel


@pytest.mark.parametrize("filed", [False, True], ids=["served", "filed"])
def test_a_part_is_alive(opened, filed):
    page = opened(WITH_PART, filed=filed)
    part = page.locator(".site-part.live")
    expect(part.locator(".site-part-picture")).to_be_hidden()
    expect(part).to_contain_text("Which place does row 1, column 2 get")
    part.get_by_label("column by column").check()
    part.get_by_label("a batch of three").check()
    expect(part).to_contain_text("image 1")


def test_a_link_opens_a_part_in_its_state(opened):
    page = opened(WITH_PART, permissions=["clipboard-read", "clipboard-write"])
    part = page.locator(".site-part.live")
    part.get_by_label("three channels").check()
    part.get_by_role("button", name="Copy link").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('state='))")
    link = page.evaluate("navigator.clipboard.readText()")
    for wall in ("", "&wall"):
        other = opened(link.rpartition("/")[2] + wall)
        part = other.locator(".site-part.live")
        expect(part.get_by_label("three channels")).to_be_checked()
        expect(part).to_be_in_viewport()
        assert other.evaluate("document.documentElement.classList.contains('wall')") == bool(wall)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ('{"seed":"x","kind":"batch"}', "does not have: seed."),
        ('{"nothing":1,"kind":"batch"}', "does not have: nothing."),
        ('{"values":{},"_wrong":"","kind":"batch"}', "does not have: values, _wrong."),
        ("{", "damaged"),
        ("[1]", "damaged"),
        ("null", "damaged"),
    ],
)
def test_a_strange_address_is_one_line_in_the_part(opened, state, told):
    page = opened(f"{WITH_PART}#part=unroll&state={state}")
    place = page.locator(".site-part.live")
    expect(place.locator(".site-part-note")).to_contain_text(told)
    good = '"kind"' in state
    expect(place.get_by_label("a batch of three")).to_be_checked(checked=good)


def test_a_part_that_fails_leaves_its_picture(opened, site):
    text = (site.folder / WITH_PART).read_text(encoding="utf-8")
    for old, new in (
        ("export default{render};", "export default { render() { throw Error('spoilt'); } };"),
        ("export default{render};", "this is no module"),
    ):
        assert old in text
        (site.folder / "spoilt.html").write_text(text.replace(old, new), encoding="utf-8")
        page = opened("spoilt.html")
        place = page.locator(".site-part")
        expect(place.locator(".site-part-note")).to_contain_text("This part could not start")
        place.locator("img").scroll_into_view_if_needed()
        expect(place.locator("img")).to_be_visible()
    (site.folder / "spoilt.html").unlink()


def test_a_part_gets_the_images_of_its_page(opened, site):
    text = (site.folder / WITH_PART).read_text(encoding="utf-8")
    for old, new in (
        ('"traits": {', '"traits": {"_site_images": null, '),
        ('<script type="text/plain"', '<script id="site-images">{"count": 7}</script>\\g<0>'),
        ("export default ?{.*?};", "export default { render({ model, el }) { SAY } };"),
        ("SAY", "el.textContent = `${model.get('_site_images').count} images`;"),
    ):
        text, count = re.subn(old, new, text)
        assert count == 1, old
    (site.folder / "images.html").write_text(text.replace("<script id", '<script type="a/b" id'))
    expect(opened("images.html").locator(".site-part-live")).to_have_text("7 images")
    (site.folder / "images.html").unlink()


def test_without_scripts_there_is_the_picture_and_no_link_to_the_wall(opened):
    page = opened(WITH_PART, java_script_enabled=False)
    expect(page.locator(".site-part img")).to_be_visible()
    expect(page.get_by_text("View for the wall", exact=True)).to_be_hidden()
    expect(page.locator("details").first).to_be_visible()


def test_a_parts_keys_are_its_own_on_the_wall(opened):
    page = opened(f"{WITH_PART}#part=unroll&wall")
    part = page.locator(".site-part.live")
    expect(part).to_be_visible()
    before = heading(page)
    part.locator("[tabindex='0'], input").first.focus()
    page.keyboard.press("ArrowRight")
    assert heading(page) == before
    page.keyboard.press("Escape")
    assert heading(page) == before
    page.keyboard.press("ArrowRight")
    assert heading(page) != before
