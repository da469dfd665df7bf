"use strict";
// The view for the wall: one section of a lesson at a time, in large type. It is the same page:
// classes on <html> and on sections decide what is seen. The address remembers the section.

(() => {
  const root = document.documentElement;
  const article = document.querySelector("article");
  const bar = document.getElementById("wall-bar");

  // What scrolls must be in reach of the keyboard, and nothing ends under the bar.
  const reach = () => {
    root.style.setProperty("--bar", `${bar?.offsetHeight ?? 0}px`);
    for (const box of document.querySelectorAll("article pre, .formula, .cell_output, .table-box")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);

  if (!bar) return;
  const sections = [...article.querySelectorAll("section[id]")];
  const keys = document.getElementById("wall-keys");
  const keysButton = bar.querySelector("[data-key=k]");
  let place = 0;

  const isOn = () => root.classList.contains("wall");
  const parameters = () => new URLSearchParams(location.hash.slice(1));

  // Results that stand by themselves get a button; those of a guess unfold already.
  const results = [...article.querySelectorAll(".cell_output")].filter(
    (output) => !output.closest("details, .tag_setup") && !output.querySelector(".site-part"),
  );
  for (const output of results) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wall-result";
    button.textContent = "Result";
    button.addEventListener("click", () => {
      showResult(output);
      output.parentElement.tabIndex = -1; // the button, which had the keys, goes away
      output.parentElement.focus({ preventScroll: true });
    });
    output.before(button);
  }

  // Who does not see the page hears what a key did.
  const said = document.getElementById("wall-said");
  const tell = (text) => {
    said.textContent = "";
    setTimeout(() => (said.textContent = text), 100);
  };

  function showResult(output) {
    output.classList.add("shown");
    tell("A result is shown.");
    output.scrollIntoView({ block: "nearest" });
    reach();
  }

  function own(selector) {
    // what stands in this section, and in no section within it
    const here = sections[place];
    return [...here.querySelectorAll(selector)].filter(
      (element) => element.closest("section[id]") === here,
    );
  }

  function nextResult() {
    const all = own(".cell_output, details.result").filter(
      (element) => element.matches("details") || results.includes(element),
    );
    const isShown = (element) => element.open || element.classList.contains("shown");
    const next = all.find((element) => !isShown(element));
    if (next?.matches("details")) unfold(next);
    else if (next) showResult(next);
    else {
      for (const element of all) {
        if (element.matches("details")) element.open = false;
        else element.classList.remove("shown");
      }
      tell(all.length ? "The results are hidden." : "There is no result here.");
    }
  }

  function unfold(details) {
    details.open = true;
    tell(`Unfolded: ${details.querySelector("summary").textContent.trim()}`);
    details.scrollIntoView({ block: "nearest" });
  }

  function nextHint() {
    const all = own("details:not(.result, .solution)").filter((each) => each.checkVisibility());
    const next = all.find((details) => !details.open);
    if (next) unfold(next);
    else {
      for (const details of all) details.open = false;
      tell(all.length ? "The hints are folded." : "There is no hint here.");
    }
  }

  function toggleSolution() {
    const all = own("details.solution").filter((each) => each.checkVisibility());
    const open = !all.some((details) => details.open);
    tell(all.length ? "The solution is folded." : "There is no solution here.");
    for (const details of all) {
      if (open) unfold(details);
      else details.open = false;
    }
  }

  function showKeys(shown = keys.hidden) {
    const held = keys.contains(document.activeElement); // before it goes away
    keys.hidden = !shown;
    keysButton.setAttribute("aria-expanded", String(shown));
    if (shown) keys.focus();
    else if (held) keysButton.focus();
  }

  function go(to, { bottom = false } = {}) {
    place = Math.max(0, Math.min(to, sections.length - 1));
    sections.forEach((section, number) => section.classList.toggle("on-wall", number === place));
    const heading = sections[place].querySelector("h1, h2, h3, h4");
    const title = heading.firstChild.textContent;
    const lesson = document.querySelector("article h1").firstChild.textContent;
    document.getElementById("wall-place").textContent =
      `${place + 1} of ${sections.length}` + (place ? ` · ${lesson} · ${title}` : ` · ${lesson}`);
    scrollTo(0, bottom ? document.body.scrollHeight : 0);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    if (parameters().get("wall") !== sections[place].id) {
      history.replaceState(null, "", `#wall=${sections[place].id}`);
    }
    reach();
  }

  function enter() {
    const asked = parameters();
    let to = sections.findIndex((section) => section.id === asked.get("wall"));
    if (to < 0 && asked.has("part")) {
      const part = document.querySelector(`.site-part[data-part="${CSS.escape(asked.get("part"))}"]`);
      to = sections.indexOf(part?.closest("section[id]"));
    }
    if (to < 0 && !isOn()) {
      // the section that is at the top of the window now
      to = sections.findLastIndex((section) => section.getBoundingClientRect().top < 200);
    }
    root.classList.add("wall");
    const address = location.hash;
    go(to);
    if (asked.has("part")) history.replaceState(null, "", address);
  }

  function leave() {
    root.classList.remove("wall");
    showKeys(false);
    history.replaceState(null, "", `#${sections[place].id}`);
    sections[place].scrollIntoView();
    reach();
  }

  const actions = {
    ArrowRight: () => go(place + 1),
    ArrowLeft: () => go(place - 1),
    PageDown: () => {
      const rest = root.scrollHeight - innerHeight - scrollY;
      if (rest > 5) scrollBy(0, Math.min(rest, innerHeight * 0.75));
      else go(place + 1);
    },
    PageUp: () => {
      if (scrollY > 5) scrollBy(0, -innerHeight * 0.75);
      else go(place - 1, { bottom: place > 0 });
    },
    Home: () => go(0),
    End: () => go(sections.length - 1),
    r: nextResult,
    h: nextHint,
    s: toggleSolution,
    k: () => showKeys(),
    w: leave,
    Escape: () => (keys.hidden ? leave() : showKeys(false)),
  };

  // On the way down: a part lets no key of its own out.
  addEventListener("keydown", onKey, true);
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const across = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const wide = event.target.tabIndex === 0 && event.target.scrollWidth > event.target.clientWidth;
    const inside = event.target.closest(".site-part, input, textarea, select");
    if (inside || (wide && (across || event.key === "Escape"))) {
      if (isOn() && event.key === "Escape") event.target.blur();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!isOn()) {
      if (key === "w") enter();
      return;
    }
    if (!Object.hasOwn(actions, key)) return;
    event.preventDefault();
    actions[key]();
  }
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) actions[button.dataset.key]();
  });

  const follow = () => {
    if (parameters().has("wall")) enter();
    else if (isOn()) leave();
  };
  addEventListener("hashchange", follow);
  follow();
})();
