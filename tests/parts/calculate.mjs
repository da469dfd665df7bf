// Calls functions of a part's module for a test in Python: { part, calls: [[name, ...arguments]] }
// comes in as JSON, a list of the results goes out. Packed arrays are unpacked first.

import { readFileSync } from "node:fs";

import { load } from "./load.mjs";

const { part, calls } = JSON.parse(readFileSync(0, "utf8"));
const module = await load(["unpack", ...new Set(calls.map(([name]) => name))], part);
const given = (value) => (value?.base64 ? module.unpack(value).values : value);
const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
const results = calls.map(([name, ...values]) => plain(module[name](...values.map(given))));
process.stdout.write(JSON.stringify(results));
