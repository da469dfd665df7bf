"use strict";
// Brings the interactive parts of a page to life, without a kernel. The page carries the text of
// each part's module, since a page that is opened from a file may not import one. If anything
// fails, the part's picture stays.

(() => {
  const modules = new Map(); // a part's name → the promise of its module
  const IMAGES = "_site_images"; // the trait of a part that wants training images
  const live = []; // { name, model, note }

  function load(name) {
    if (!modules.has(name)) {
      const text = document.querySelector(`script[data-module="${name}"]`).textContent;
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      modules.set(name, import(address).finally(() => URL.revokeObjectURL(address)));
    }
    return modules.get(name);
  }

  function same(one, other) {
    return Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other);
  }

  // What anywidget's model is in a notebook, but alone: no kernel hears of a change.
  class Model {
    alone = true;
    #callbacks = new Map();

    constructor(name, values) {
      this.name = name;
      this.values = values;
    }
    get(name) {
      return this.values[name];
    }
    set(name, value) {
      const changes = typeof name === "object" ? name : { [name]: value };
      const changed = Object.keys(changes).filter((key) => !same(this.values[key], changes[key]));
      Object.assign(this.values, changes);
      for (const key of changed) this.#fire(`change:${key}`, changes[key]);
      if (changed.length) this.#fire("change");
    }
    save_changes() {}
    send() {}
    on(event, callback) {
      if (!this.#callbacks.has(event)) this.#callbacks.set(event, new Set());
      this.#callbacks.get(event).add(callback);
    }
    off(event, callback) {
      if (event === undefined) this.#callbacks.clear();
      else if (callback === undefined) this.#callbacks.delete(event);
      else this.#callbacks.get(event)?.delete(callback);
    }
    #fire(event, value) {
      for (const callback of this.#callbacks.get(event) ?? []) callback(this, value);
    }
    // The address of this page with this part in this state.
    link(state) {
      const told = encodeURIComponent(JSON.stringify(state));
      const wall = document.documentElement.classList.contains("wall") ? "&wall" : "";
      return `${location.href.split("#")[0]}#part=${this.name}&state=${told}${wall}`;
    }
  }

  // The state that the address asks of a part: what fits, and a line on what does not.
  function asked(name, values) {
    const parameters = new URLSearchParams(location.hash.slice(1));
    if (parameters.get("part") !== name) return null;
    let told;
    try {
      told = JSON.parse(parameters.get("state") ?? "{}");
    } catch {
      told = null;
    }
    if (told === null || typeof told !== "object" || Array.isArray(told)) {
      return { state: {}, problem: "The address is damaged: this part starts afresh." };
    }
    const kind = (value) => (Array.isArray(value) ? "list" : typeof value);
    const fits = (key) =>
      !key.startsWith("_") &&
      Object.hasOwn(values, key) &&
      kind(told[key]) === kind(values[key]) &&
      kind(told[key]) !== "object";
    const names = Object.keys(told);
    const strange = names.filter((key) => !fits(key));
    return {
      state: Object.fromEntries(names.filter(fits).map((key) => [key, told[key]])),
      problem: strange.length
        ? `The address asks for what this part does not have: ${strange.join(", ").slice(0, 80)}.`
        : "",
    };
  }

  async function mount(place) {
    const { part: name, traits } = JSON.parse(place.querySelector(".site-part-state").textContent);
    const note = document.createElement("p");
    note.className = "site-part-note";
    note.setAttribute("role", "status");
    const el = document.createElement("div");
    el.className = "site-part-live";
    try {
      if (IMAGES in traits) {
        traits[IMAGES] = JSON.parse(document.getElementById("site-images").textContent);
      }
      const first = live.every((other) => other.name !== name);
      const wish = first ? asked(name, traits) : null; // an address means the first one
      const model = new Model(name, { ...traits, ...wish?.state });
      const { default: part } = await load(name);
      place.append(el, note);
      place.classList.add("live"); // before it draws, so that it can measure its place
      await part.render({ model, el });
      note.textContent = wish?.problem ?? "";
      live.push({ name, model, note });
      if (wish) place.scrollIntoView();
    } catch (error) {
      place.classList.remove("live");
      el.remove();
      note.textContent = `This part could not start, so here is its picture. (${error.message})`;
      place.append(note);
    }
  }

  // A link that somebody pastes into the address of a page that is open already.
  addEventListener("hashchange", () => {
    const { name, model, note } =
      live.find((part) => location.hash.startsWith(`#part=${part.name}&`)) ?? {};
    if (!name) return;
    const wish = asked(name, model.values);
    model.set(wish.state);
    note.textContent = wish.problem;
  });

  (async () => {
    for (const place of document.querySelectorAll(".site-part")) await mount(place);
  })();
})();
