#!/usr/bin/env node
// As much of curl as docs/INTEGRATORS.md uses, for machines that have none: the tests must run where there is only Node.js.
const words = process.argv.slice(2);
const asked = { method: '', url: '', headers: new Headers(), data: /** @type {string[]} */ ([]), after: '', shows: false, fails: false };
const taking = {
  '-H': (/** @type {string} */ text) => asked.headers.set(text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1).trim()),
  '-u': (/** @type {string} */ text) => asked.headers.set('authorization', `Basic ${btoa(text)}`),
  '-d': (/** @type {string} */ text) => asked.data.push(text),
  '-w': (/** @type {string} */ text) => (asked.after = text.replaceAll('\\n', '\n')),
  '-X': (/** @type {string} */ text) => (asked.method = text),
};
const saying = { '-sS': () => undefined, '-s': () => undefined, '-i': () => (asked.shows = true), '--fail-with-body': () => (asked.fails = true) };

for (let word = words.shift(); word !== undefined; word = words.shift()) {
  if (word in taking) taking[/** @type {keyof typeof taking} */ (word)](words.shift() ?? '');
  else if (word in saying) saying[/** @type {keyof typeof saying} */ (word)]();
  else if (word.startsWith('-')) throw new Error(`say in curl.mjs what ${word} does`);
  else asked.url = word;
}
const body = asked.data.length > 0 ? asked.data.join('&') : undefined;
if (body !== undefined && !asked.headers.has('content-type')) asked.headers.set('content-type', 'application/x-www-form-urlencoded');
const answer = await fetch(asked.url, { method: asked.method || (body === undefined ? 'GET' : 'POST'), headers: asked.headers, body, redirect: 'manual' });
if (asked.shows) process.stdout.write(`HTTP/1.1 ${answer.status}\r\n${[...answer.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
process.stdout.write(`${await answer.text()}${asked.after}`);
if (asked.fails && answer.status >= 400) {
  console.error(`curl: (22) The requested URL returned error: ${answer.status}`);
  process.exitCode = 22;
}
