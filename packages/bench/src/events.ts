import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { loadNow, publish, withProduct } from './own-run.ts';
import type { Product } from './product.ts';
import { eventsHeading, markdownTable } from './report.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false }, events: { type: 'string', default: '40000' }, deliveries: { type: 'string', default: '3000' } } });
const say = (text: string) => process.stderr.write(`${text}\n`);
const n = (value: number) => Math.round(value).toLocaleString('en');

type Receiver = { url: string; count(): number; close(): Promise<void> };
/** A receiver on this machine that answers at once. */
async function startReceiver(status: number): Promise<Receiver> {
  let got = 0;
  const server = createServer((request, response) => {
    got += 1;
    request.resume().on('end', () => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, count: () => got, close: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))) };
}

/** Events about users of their own, every second of which stays inside, unless all are told. */
const record = (client: pg.Client, providerId: string, count: number, allTold = false) =>
  client.query(
    `insert into events (provider_id, id, at, type, subscriber_id, actor_kind, data, trace_id)
     select $1, (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid, now(), case when $3 or n % 2 = 0 then 'subscriber.tried_again' else 'message.queued' end, gen_random_uuid(), 'system', '{"failures": 1}', md5(n::text)
     from generate_series(1, $2::int) n`,
    [providerId, count, allTold],
  );

async function numbered(client: pg.Client): Promise<void> {
  while ((await client.query('select 1 from event_arrivals limit 1')).rows.length > 0) await sleep(20);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

async function measureFeed(client: pg.Client, { url, cookie, providerId }: Product): Promise<string[][]> {
  const count = Number(values.events);
  say(`${n(count)} events`);
  await record(client, providerId, count);
  const numbering = await secondsOf(() => numbered(client));
  let [after, told] = ['oldest', 0];
  const api = await secondsOf(async () => {
    for (let hasMore = true; hasMore; ) {
      const answer = (await (await fetch(`${url}/v1/events?after=${after}&limit=500`, { headers: { cookie } })).json()) as { items: unknown[]; next: number; hasMore: boolean };
      [after, hasMore] = [String(answer.next), answer.hasMore];
      told += answer.items.length;
    }
  });
  let rows = 0;
  const sql = await secondsOf(async () => {
    for (let last = 0, more = true; more; ) {
      const found = await client.query<{ number: string }>('select l.number, e.* from event_links l join events e on e.provider_id = l.provider_id and e.id = l.event_id where l.provider_id = $1 and l.number > $2 order by l.number limit 500', [providerId, last]);
      more = found.rows.length === 500;
      last = Number(found.rows.at(-1)?.number ?? last);
      rows += found.rows.length;
    }
  });
  const waits = await wakeUps(client, { url, cookie, providerId });
  return [
    ['numbering what was recorded, one worker', `${n(count / numbering)} events/s`],
    ['reading the feed, 500 a call, one caller', `${n(told / api)} events/s`],
    ['the same rows by plain SQL, 500 at a time', `${n(rows / sql)} events/s`],
    ['from the commit of an event to the answer of a call that waits for it', `p50 ${n(waits[10] ?? 0)} ms, p95 ${n(waits[18] ?? 0)} ms`],
  ];
}

async function wakeUps(client: pg.Client, { url, cookie, providerId }: Pick<Product, 'url' | 'cookie' | 'providerId'>): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < 20; time++) {
    const { next } = (await (await fetch(`${url}/v1/events?after=latest`, { headers: { cookie } })).json()) as { next: number };
    const waiting = fetch(`${url}/v1/events?after=${next}&wait=30`, { headers: { cookie } });
    await sleep(150 + Math.random() * 500);
    await record(client, providerId, 1, true);
    taken.push((await secondsOf(() => waiting)) * 1_000);
  }
  return taken.sort((a, b) => a - b);
}

/** A webhook for everything about users, made where nothing waits. */
async function connect({ url, cookie }: Product, receiver: Receiver): Promise<void> {
  const answer = await fetch(`${url}/v1/webhooks`, { method: 'POST', headers: { cookie, origin: url, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: JSON.stringify({ url: receiver.url, types: ['subscriber'] }) });
  if (!answer.ok) throw new Error(`the webhook was answered ${answer.status}: ${await answer.text()}`);
}

/** Deliveries a second to a receiver, from the commit of the events to the last arrival. */
async function deliver(client: pg.Client, { providerId }: Product, receiver: Receiver, count: number): Promise<number> {
  const goal = receiver.count() + count;
  await record(client, providerId, count, true);
  return count / (await secondsOf(async () => {
    while (receiver.count() < goal) await sleep(20);
  }));
}

async function measureWebhooks(client: pg.Client, product: Product): Promise<string[][]> {
  const count = Number(values.deliveries);
  const [healthy, dead] = [await startReceiver(204), await startReceiver(503)];
  try {
    await connect(product, healthy);
    say(`${n(count)} deliveries`);
    const alone = await deliver(client, product, healthy, count);
    await connect(product, dead);
    say('the same beside a receiver that refuses everything');
    const beside = await deliver(client, product, healthy, count);
    return [
      [`deliveries to one receiver, ${n(count)} users`, `${n(alone)} /s`],
      ['the same beside a receiver that refuses everything', `${n(beside)} /s, and ${n(dead.count())} refused meanwhile`],
    ];
  } finally {
    await Promise.all([healthy.close(), dead.close()]);
  }
}

const load = loadNow();
// The receivers are on this machine.
process.env['ALLOW_PRIVATE_TARGETS'] = 'true';
await withProduct(async () => undefined, async ({ client, product }) => {
  const rows = [...(await measureFeed(client, product)), ...(await measureWebhooks(client, product))];
  publish(eventsHeading, `${eventsHeading}

\`npm run bench events\`: the real api and worker, receivers on the same machine. ${new Date().toISOString().slice(0, 10)}, ${load}. Every second event stays inside. A receiver gets four at once, and
each is signed twice. The one that waits is told within the half second in which numbers are given, and a call.

${markdownTable(['', 'measured'], rows)}
`, values.write);
});
