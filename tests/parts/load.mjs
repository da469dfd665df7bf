// A part's module as a browser gets it, with the named inner functions exported, too.

import { readFileSync } from "node:fs";

const FOLDER = new URL("../../helpers/parts/", import.meta.url);

export function load(names, part = null) {
  const texts = ["shared", "linear", ...(part ? [part] : [])].map((name) =>
    readFileSync(new URL(`${name}.js`, FOLDER), "utf8"),
  );
  const text = `${texts.join("\n")}\nexport { ${names.join(", ")} };\n`;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

/** What a generator returns in the end. */
export function atLast(steps) {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
