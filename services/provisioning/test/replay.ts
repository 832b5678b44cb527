import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { type Operation, operations } from './described-api.ts';
import { checkBy } from './document-schema.ts';

/** One question and its answer, as recorded in test/published. `{name}` stands for a value: one that is known, or one to remember. */
export type Exchange = {
  title: string;
  /** Asked once the subscriber in the address has this status; `gone`: once it is removed. */
  until?: string;
  request: { method: string; path: string; as?: string; headers?: Record<string, string>; body?: unknown; text?: string };
  answer: { status: number; headers?: Record<string, string | null>; body?: unknown; ids?: string[] };
};
export type Recording = { title: string; given?: string; exchanges: Exchange[] };
export type Values = Record<string, string>;
/** Where it runs, and how to wait until a subscriber has come to a status. */
export type Product = { url: string; settled: (path: string, status: string) => Promise<unknown> };
type Answer = { status: number; headers: Headers; text: string };

export const readRecording = (name: string): Recording => JSON.parse(readFileSync(new URL(`./published/${name}.json`, import.meta.url), 'utf8')) as Recording;

/** Asks what was recorded and compares the answer sign by sign: status, headers, and the body as text, so that order and form of every field count. */
export async function replay({ url, settled }: Product, { until, request, answer: recorded }: Exchange, values: Values, tokens: Values): Promise<void> {
  delete values['trackingId'];
  if (until !== undefined) await settled(filled(request.path, values), until);
  const answer = await send(url, request, values, tokens);
  expect({ status: answer.status, ...(answer.status !== recorded.status && { text: answer.text }) }).toEqual({ status: recorded.status });
  for (const [name, wanted] of Object.entries(recorded.headers ?? {})) compare(`header ${name}`, answer.headers.get(name), wanted, values);
  if (recorded.body !== undefined) compare('body', answer.text, JSON.stringify(recorded.body), values);
  if (recorded.ids) expect((JSON.parse(answer.text) as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual(recorded.ids.map((id) => values[id.slice(1, -1)]));
  const trackingId = answer.headers.get('trackingid');
  expect(trackingId).toMatch(/^[\w.:-]{8,120}$/);
  if (answer.status >= 400) expect((JSON.parse(answer.text) as { trackingId: string }).trackingId).toBe(trackingId);
  if (recorded.status === 204) expect(answer.text).toBe('');
  else fitsTheContract(request, answer);
}

async function send(url: string, { method, path, as = 'program', headers = {}, body, text }: Exchange['request'], values: Values, tokens: Values): Promise<Answer> {
  const said = body === undefined ? text : fill(JSON.stringify(body), values);
  const token = tokens[as];
  const answer = await fetch(url + filled(path, values), {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(said !== undefined && { body: said }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** `{name}` is escaped as a value in an address must be, `{+name}` stands there as it is. */
const filled = (path: string, values: Values): string => path.replaceAll(/\{(\+?)(\w+)\}/g, (_, raw: string, name: string) => (raw ? (values[name] ?? '') : encodeURIComponent(values[name] ?? '')));

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);
const fill = (text: string, values: Values): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => inJson(values[name] ?? ''));

/** What stands for values that are not compared: when something happened, and words for people. */
const patterns: Record<string, string> = { moment: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z', anything: '(?:[^"\\\\]|\\\\.)+' };

/** Finds the recorded text in the answer's, and remembers what unknown names stand for. */
function compare(what: string, actual: string | null, recorded: string | null, values: Values): void {
  if (recorded === null) return expect([what, actual]).toEqual([what, null]);
  const found: string[] = [];
  const pattern = recorded
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!name) return escape(part);
      const known = patterns[name] ?? (values[name] === undefined ? undefined : escape(what === 'body' ? inJson(values[name]) : values[name]));
      if (known) return known;
      if (found.includes(name)) return `\\k<${name}>`;
      found.push(name);
      return `(?<${name}>[^"&>]+)`;
    })
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(actual ?? '');
  if (!match) expect([what, actual]).toEqual([what, fill(recorded, values)]);
  Object.assign(values, match?.groups);
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Every answer of an address in the contract is one that the contract allows. */
function fitsTheContract({ method, path }: Exchange['request'], { status, text }: Answer): void {
  const [address = ''] = path.split('?');
  const matches = (operation: Operation) => new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address);
  // An address written out goes before one with a name in it.
  const operation = operations.filter((each) => each.method === method.toLowerCase() && matches(each)).sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  const schema = operation?.responses[String(status)]?.content?.['application/json']?.schema ?? { $ref: '#/components/schemas/PublishedError' };
  if (operation || status >= 400) expect(checkBy(schema)(JSON.parse(text))).toEqual([]);
}
