import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Case, casesFor, deepPage, factsOf } from './cases.ts';
import { startDatabase } from './database.ts';
import { measureExports } from './exports.ts';
import { generate } from './generate.ts';
import { throughput, timing } from './measure.ts';
import { prepareProvider, type Product, startProduct } from './product.ts';
import { type Line, ownSections, reportOf } from './report.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, data: { type: 'string' }, write: { type: 'boolean', default: false } } });
const page = new URL('../../../docs/BENCHMARKS.md', import.meta.url);
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Everything from an empty folder to the printed page. */
async function bench(): Promise<void> {
  const began = performance.now();
  const load = os.loadavg()[0] ?? 0;
  const database = await startDatabase(values.data);
  let product: Product | undefined;
  const client = new pg.Client({ connectionString: database.url, application_name: 'vestibule-bench' });
  try {
    await client.connect();
    const { providerId, access } = await prepareProvider(database.url, values.data);
    const known = await client.query<{ known: boolean }>('select exists (select 1 from subscribers) as known');
    const wanted = Number(values.rows);
    say(known.rows[0]?.known ? 'using the data that is there' : `making ${wanted.toLocaleString('en')} users`);
    const generated = known.rows[0]?.known ? null : await generate(database.url, providerId, wanted);
    product = await startProduct(database.url, access, providerId);
    const lines = await measureLists(client, product);
    say('export');
    // Fresh ones, so that their memory is that of the export and not of the many requests before.
    await product.stop();
    product = await startProduct(database.url, access, providerId);
    const { rows: [facts] } = await client.query<{ version: string; size: string; rows: string }>(`select 'PostgreSQL ' || current_setting('server_version') as version, pg_size_pretty(pg_total_relation_size('subscribers')) as size, (select count(*) from subscribers)::text as rows`);
    const rows = Number(facts?.rows);
    const exports = await measureExports(client, product, rows);
    const report = reportOf({ rows, generated, database: facts?.version ?? '', size: facts?.size ?? '', lines, exports, seconds: (performance.now() - began) / 1000, load });
    process.stdout.write(report);
    if (values.write) writeFileSync(page, report + ownSections(readFileSync(page, 'utf8')));
  } finally {
    await client.end().catch(() => undefined);
    await product?.stop();
    await database.stop();
  }
}

async function measureLists(client: pg.Client, product: Product): Promise<Line[]> {
  const { url, cookie, providerId } = product;
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const cases: Case[] = [...casesFor(await factsOf(client, providerId)), await deepPage(client, providerId, get)];
  const lines: Line[] = [];
  for (const { name, path, sql, values: more = [] } of cases) {
    say(name);
    const direct = await timing(() => client.query(sql, [providerId, ...more]), { budgetMs: 800 });
    const api = await timing(() => get(path));
    lines.push({ name, direct, api, at16: await throughput(() => get(path), 16) });
  }
  return lines;
}

await bench();
