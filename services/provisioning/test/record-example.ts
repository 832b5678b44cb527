import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { type Exchange, readExamples } from '../src/http/examples.ts';
import { type Real, toDocumented } from './example-world.ts';

/** `RECORD_EXAMPLES=listTemplates,getTemplate` (or `all`) writes what is answered now into the examples instead of comparing it. */
const wanted = (process.env['RECORD_EXAMPLES'] ?? '').split(',').filter(Boolean);
export const recorded = (operationId: string): boolean => wanted.includes('all') || wanted.includes(operationId);

const began = Date.now();
const FIRST_MOMENT = Date.parse('2026-03-02T09:30:00.000Z');

/** Writes the answer into the example it belongs to, with the values of the made-up provider. Look at what it wrote. */
export function recordExample(operationId: string, exchange: Exchange, answer: { status: number; type: string; body: unknown }, real: Real): void {
  const folder = readExamples().get(operationId)?.folder ?? '';
  const path = fileURLToPath(new URL(`../examples/${folder}/${operationId}.yaml`, import.meta.url));
  const document = parseDocument(readFileSync(path, 'utf8'));
  const summary = (exchange as { summary?: string }).summary;
  const refusals = (document.toJS() as { refusals?: { summary: string }[] }).refusals ?? [];
  const at = summary ? ['refusals', refusals.findIndex((refusal) => refusal.summary === summary), 'answer'] : ['answer'];
  document.setIn(at, document.createNode({ status: answer.status, ...(exchange.answer.type && { type: exchange.answer.type }), ...(answer.body !== '' && { body: plain(toDocumented(answer.body, real)) }) }));
  writeFileSync(path, document.toString({ lineWidth: 140 }));
}

/** What differs from run to run, as a reader would like to see it. */
function plain(body: unknown): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(body)
    .replace(/\b(?!0198c0de-)[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) => {
      if (!ids.has(id)) ids.set(id, `0198c0de-0000-7000-8000-0000000001${(ids.size + 1).toString(16).padStart(2, '0')}`);
      return ids.get(id) ?? id;
    })
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, (moment) => momentOf(Date.parse(moment)))
    .replace(/\b(Template|First|Lab|Cloud|View|client|admin|ana|grace|owner|user|group) ?\d+[0-9a-f]{6}\b/g, '$1')
    .replace(/\b(vestibule_key_|v[a-z]{1,5}_)[\w-]{20,}/g, '$1example-of-an-unguessable-text')
    .replace(/\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g, 'eyJhbGciOiJFUzI1NiJ9.example.example')
    .replace(/"requestId":"\w+"/g, `"requestId":"${'5f2a9c01d3e84b67'.repeat(2)}"`)
    .replace(/"trackingId":"\w+_\w+"/g, `"trackingId":"VESTIBULE_${'5f2a9c01d3e84b67'.repeat(2)}"`)
    .replace(/#invitation=\w{22}/g, '#invitation=kL2zX6cV0bN4mQ8wE1rT5Y')
    .replace(/127\.0\.0\.1:\d+/g, 'vestibule.example.com');
  return JSON.parse(text);
}

/** Whole minutes, so that two recordings of the same look alike. */
const momentOf = (time: number): string => new Date(FIRST_MOMENT + Math.round((time - began) / 60_000) * 60_000).toISOString();
