"""A part in a page without a kernel, opened from a file, as on the site."""

import base64
import io
import json

import numpy as np
from PIL import Image

from helpers import load_mnist
from helpers.parts.part import MIME, module_text

MODEL = """
const listeners = {};
const model = {
  alone: true,
  get: name => traits[name],
  set(name, value) {
    traits[name] = value;
    for (const event of [`change:${name}`, "change"])
      for (const callback of listeners[event] ?? []) callback();
  },
  save_changes() {},
  send() {},
  on: (event, callback) => (listeners[event] ??= []).push(callback),
  off: (event, callback) =>
    listeners[event] = listeners[event].filter(each => each !== callback),
  link: state => JSON.stringify(state),
};
const module = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
import(module).then(({ default: { render } }) => render({ model, el: document.body }));
"""


def site_images() -> dict:
    """2,000 training images as the site hands them to a part: one picture, 50 in a row of it."""
    (x, y), _ = load_mnist()
    tiles = x[:2000].reshape(40, 50, 28, 28).swapaxes(1, 2)
    png = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(tiles).reshape(40 * 28, 50 * 28)).save(png, "png")
    data = base64.b64encode(png.getvalue()).decode("ascii")
    return {"png": f"data:image/png;base64,{data}", "labels": y[:2000].tolist(), "count": 2000}


def write_page(path, part) -> str:
    """Write a page with this part alone to `path`; return its address."""
    data, _ = part._repr_mimebundle_()
    traits = json.loads(data[MIME])["traits"]
    if "_site_images" in traits:
        traits["_site_images"] = site_images()
    code = f"const traits = {json.dumps(traits)};\n"
    code += f"const text = {json.dumps(module_text(part.module))};\n"
    code = code.replace("</", "<\\/")  # nothing in it ends the script
    start = '<!doctype html><meta charset="utf-8"><title>Part</title><body><script>'
    path.write_text(f"{start}{code}{MODEL}</script>", encoding="utf-8")
    return path.as_uri()
