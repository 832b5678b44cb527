import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export type CallerKind = 'program' | 'admin' | 'user' | 'adapter' | 'identity-system' | 'client' | 'visitor';

/** What is sent and what comes back; the values are those of a made-up provider (examples/values.yaml). */
export type Exchange = {
  /** State that must be there first, by its name in test/example-givens.ts. */
  given?: string;
  /** Who asks, where it is not the first of the operation's security schemes. */
  as?: CallerKind;
  request?: { path?: Record<string, string>; query?: Record<string, unknown>; headers?: Record<string, string>; type?: string; body?: unknown };
  answer: { status: number; type?: string; body?: unknown };
};
/** An operation shown: what succeeds, and refusals worth knowing, each by its summary. */
export type Example = Exchange & { refusals?: (Exchange & { summary: string })[] };
export type Examples = ReadonlyMap<string, Example & { folder: string }>;

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const parsed = (path: string): unknown => parse(readFileSync(join(folder, path), 'utf8'));

/** Every example by the operationId that its file is named after. */
export function readExamples(): Examples {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml') && dirname(path) !== '.').sort();
  return new Map(files.map((path) => [basename(path, '.yaml'), { ...(parsed(path) as Example), folder: dirname(path) }]));
}

/** What the examples call the things of the made-up provider: what stands for `{templateId}` in a path, and so on. */
export const exampleValues = (): Record<string, string> => parsed('values.yaml') as Record<string, string>;

type Shown = { example?: unknown; examples?: Record<string, { summary?: string; value: unknown }> };
type Content = Record<string, Shown>;
type DescribedOperation = {
  operationId?: string;
  parameters?: ({ name: string; in: string } & Shown)[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** The same document with every operation's example in its place: parameters, body, answer, and refusals by what they show. */
export function withExamples<Document extends object>(document: Document): Document {
  const examples = readExamples();
  const values = exampleValues();
  const { paths = {} } = document as { paths?: Record<string, Record<string, DescribedOperation>> };
  for (const item of Object.values(paths)) {
    for (const method of methods) {
      const operation = item[method];
      const example = operation && examples.get(operation.operationId ?? '');
      if (operation && example) show(operation, example, values);
    }
  }
  return document;
}

function show(operation: DescribedOperation, { request = {}, answer, refusals = [] }: Example, values: Record<string, string>): void {
  for (const parameter of operation.parameters ?? []) {
    const value = valueOf(parameter, request, values);
    if (value !== undefined) parameter.example = value;
  }
  const body = mediaOf(operation.requestBody?.content, request.type);
  if (body && request.body !== undefined) body.example = request.body;
  const answered = mediaOf(operation.responses[answer.status]?.content, answer.type);
  if (answered && answer.body !== undefined) answered.example = answer.body;
  for (const refusal of refusals) {
    const refused = mediaOf(operation.responses[refusal.answer.status]?.content, refusal.answer.type);
    if (refused) refused.examples = { ...refused.examples, [nameOf(refusal.summary)]: { summary: refusal.summary, value: refusal.answer.body } };
  }
}

function valueOf(parameter: { name: string; in: string }, request: Required<Example>['request'], values: Record<string, string>): unknown {
  switch (parameter.in) {
    case 'path':
      return request.path?.[parameter.name] ?? values[parameter.name];
    case 'query':
      return request.query?.[parameter.name];
    default:
      return Object.entries(request.headers ?? {}).find(([name]) => name.toLowerCase() === parameter.name.toLowerCase())?.[1];
  }
}

const mediaOf = (content: Content | undefined, type: string | undefined): Shown | undefined => (type ? content?.[type] : Object.values(content ?? {})[0]);

const nameOf = (summary: string): string => summary.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
