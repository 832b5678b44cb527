import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CallerKind, type Exchange, readExamples } from '../src/http/examples.ts';
import { isEndless, type Operation, operations } from './described-api.ts';
import { checkBy, differences } from './document-schema.ts';
import { givens, type Made } from './example-givens.ts';
import { type Caller, type Real, startExampleWorld, toReal, type World } from './example-world.ts';
import { type Harness, startHarness } from './harness.ts';
import { recordExample, recorded } from './record-example.ts';

const examples = readExamples();
const LAST = 'no provider yet';
/** What is gone when it is made too early. */
const atTheMoment = [LAST, 'a bulk operation under way'];
const shown = operations.flatMap((operation) => {
  const example = examples.get(operation.name);
  return example ? [{ operation, example }] : [];
});
// What takes everybody away comes last.
const inOrder = [...shown].sort((a, b) => Number(a.example.given === LAST) - Number(b.example.given === LAST));
const exchanges = inOrder.flatMap(({ operation, example }) => [
  [`${operation.name}: ${example.given ?? 'at any time'}`, operation, example] as const,
  ...(example.refusals ?? []).map((refusal) => [`${operation.name}: ${refusal.summary}`, operation, refusal] as const),
]);

describe('the examples of openapi.yaml', () => {
  it('are there for every operation, in the folder of its tag, and for no other', () => {
    const folderOf = ({ tags = [] }: Operation) => (tags[0] ?? '').toLowerCase().replace(/[^a-z]+/g, '-');
    expect([...examples].map(([name, { folder }]) => `${folder}/${name}`).sort()).toEqual(operations.map((operation) => `${folderOf(operation)}/${operation.name}`).sort());
  });

  it('show a body and an answer wherever there is one', () => {
    const without = shown.filter(({ operation, example }) => {
      const mustAsk = operation.takesBody && example.request?.body === undefined;
      const mustAnswer = operation.responses[example.answer.status]?.content !== undefined && example.answer.body === undefined;
      return mustAsk || mustAnswer;
    });
    expect(without.map(({ operation }) => operation.name)).toEqual([]);
  });

  it.each(exchanges)('%s: the answer shown is one the document allows', (_title, operation, { answer }) => {
    const described = operation.responses[answer.status];
    expect(described).toBeDefined();
    const schema = contentOf(operation, answer)?.schema;
    if (schema && answer.body !== undefined) expect(checkBy(schema)(answer.body)).toEqual([]);
  });
});

describe('run against the product', () => {
  let h: Harness;
  let world: World;
  const states = new Map<Exchange, Promise<Made>>();
  beforeAll(async () => {
    const plenty = 1_000_000;
    h = await startHarness({ limits: { activationCallsPerNetworkPerMinute: plenty, signInsPerNetworkPerMinute: plenty, signInsPerUserPer15Minutes: plenty, tokensPerClientPerMinute: plenty, tokensPerNetworkPerMinute: plenty, scimCallsPerTemplatePerMinute: plenty, scimRefusalsPerNetworkPerMinute: plenty } });
    world = await startExampleWorld(h);
    prepare();
  });
  afterAll(async () => {
    await world?.close();
    await h?.close();
  });

  it.each(exchanges)('%s', async (_title, operation, exchange) => {
    const made = await stateFor(exchange);
    const real = { ...world.real, ...made.real };
    const kind = exchange.as ?? kindOf(operation);
    const caller = made.caller && (kind === 'user' || kind === 'admin') ? made.caller : callerOf(kind);
    const answer = await send(operation, exchange, caller, real);
    expect({ status: answer.status, ...(answer.status !== exchange.answer.status && { body: answer.body }) }).toEqual({ status: exchange.answer.status });
    if (recorded(operation.name)) return recordExample(operation.name, exchange, answer, real);
    const content = contentOf(operation, exchange.answer);
    if (!content) return expect(answer.body).toBe('');
    expect(answer.type).toBe(exchange.answer.type ?? Object.keys(operation.responses[answer.status]?.content ?? {})[0]);
    expect(checkBy(content.schema)(answer.body)).toEqual([]);
    expect(differences(exchange.answer.body, answer.body)).toEqual([]);
  });

  /** Makes what the examples are given while they run: most of the time something waits for a job. */
  function prepare(): void {
    const waiting: (() => Promise<unknown>)[] = [];
    const later = (make: () => Promise<Made>): Promise<Made> => {
      const made = new Promise<Made>((done, fail) => waiting.push(() => make().then(done, fail)));
      made.catch(() => undefined);
      return made;
    };
    const shared = new Map<string, Promise<Made>>();
    for (const [, { method }, exchange] of exchanges) {
      const { given, answer } = exchange;
      const make = givens[given ?? ''];
      // Too soon is only so for a while.
      if (!given || !make || atTheMoment.includes(given) || answer.status === 429) continue;
      // What only looks, or is refused, changes nothing, so that all such examples with one given share what it made.
      const changes = method !== 'get' && answer.status < 400;
      const made = changes ? later(() => make(world)) : (shared.get(given) ?? later(() => make(world)));
      if (!changes) shared.set(given, made);
      states.set(exchange, made);
    }
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await next();
    };
    void Promise.all(Array.from({ length: 6 }, lane));
  }

  async function stateFor(exchange: Exchange): Promise<Made> {
    if (!exchange.given) return {};
    const make = givens[exchange.given];
    if (!make) throw new Error(`say in example-givens.ts how this comes about: ${exchange.given}`);
    return states.get(exchange) ?? make(world);
  }

  function callerOf(kind: CallerKind): Caller {
    if (kind === 'user') throw new Error('an activation is somebody\'s: name a given that signs in to the portal');
    return world.callers[kind];
  }

  async function send(operation: Operation, exchange: Exchange, caller: Caller, real: Real): Promise<{ status: number; type: string; body: unknown }> {
    const { path = {}, query = {}, headers = {}, type, body } = toReal(exchange.request ?? {}, real);
    const address = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? real[name] ?? `no-${name}`));
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));
    const media = type ?? Object.keys(operation.requestBody?.content ?? {})[0] ?? '';
    // The document's own example shows the header; what is sent must be new, or an answer of before would come back.
    const isNamed = 'Idempotency-Key' in headers || (exchange.answer.body as { code?: unknown } | undefined)?.code === 'request.key_missing';
    const stop = new AbortController();
    const answer = await fetch(`${h.url}${address}?${asked}`, {
      method: operation.method.toUpperCase(),
      redirect: 'manual',
      headers: { ...caller, ...(operation.method === 'post' && !isNamed && { 'idempotency-key': crypto.randomUUID() }), ...headers, ...(body !== undefined && { 'content-type': media }) },
      ...(body !== undefined && { body: written(media, body) }),
      signal: stop.signal,
    });
    const isStream = isEndless(operation) && answer.ok;
    const text = isStream ? new TextDecoder().decode((await answer.body?.getReader().read())?.value) : await answer.text();
    if (isStream) stop.abort();
    const answered = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    return { status: answer.status, type: answered, body: answered.endsWith('json') ? JSON.parse(text) : text };
  }
});

/** Who asks when the example does not say: the first that the operation is for. */
function kindOf({ security }: Operation): CallerKind {
  const kinds: Record<string, CallerKind> = { accessToken: 'program', session: 'admin', activationCookie: 'user', templateAccount: 'adapter', scimToken: 'identity-system', clientCredentials: 'client' };
  if (!security) return 'program';
  const [scheme = ''] = Object.keys(security[0] ?? {});
  return kinds[scheme] ?? 'visitor';
}

const contentOf = (operation: Operation, { status, type }: Exchange['answer']) => {
  const content = operation.responses[status]?.content;
  return type ? content?.[type] : Object.values(content ?? {})[0];
};

function written(media: string, body: unknown): string | URLSearchParams {
  if (typeof body === 'string') return body;
  return media.includes('form-urlencoded') ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body);
}
