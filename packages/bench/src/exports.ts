import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { copyStatement } from '../../../services/provisioning/src/subscribers/export-query.ts';
import { exportColumns } from '../../../services/provisioning/src/subscribers/list-options.ts';
import { watchMemory } from './measure.ts';
import type { Product } from './product.ts';

/** Seconds and bytes, and the memory of the process that did it. */
export type ExportFigures = { name: string; seconds: number; bytes: number; rows: number; before?: number; peak?: number };

/** The whole provider as a file: by COPY alone, streamed by the api, and made by the worker. */
export async function measureExports(client: pg.Client, product: Product, rows: number): Promise<ExportFigures[]> {
  const request = { filters: {}, sort: '-lastStatusChange', columns: exportColumns, delimiter: ',', encoding: 'spreadsheet', bom: false } as const;
  const direct = await timed(async () => {
    let bytes = 0;
    await pipeline(client.query(copyTo(copyStatement(product.providerId, request, null))), new Writable({ write: (part: Buffer, _encoding, done) => ((bytes += part.length), done()) }));
    return bytes;
  });
  const streamed = await watchMemory(product.api.pid, () => timed(() => fetchAll(product, '/v1/subscribers/export')));
  const made = await watchMemory(product.worker.pid, () => timed(() => makeFile(product)));
  const fetched = await watchMemory(product.api.pid, () => timed(() => fetchAll(product, `/v1/exports/${made.result.value}/file`)));
  return [
    { name: 'COPY, the same statement, read by a program', seconds: direct.seconds, bytes: direct.value, rows },
    { name: 'streamed by the api', seconds: streamed.result.seconds, bytes: streamed.result.value, rows, before: streamed.before, peak: streamed.peak },
    { name: 'made by the worker', seconds: made.result.seconds, bytes: fetched.result.value, rows, before: made.before, peak: made.peak },
    { name: 'that file fetched from the api', seconds: fetched.result.seconds, bytes: fetched.result.value, rows, before: fetched.before, peak: fetched.peak },
  ];
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { seconds: (performance.now() - began) / 1000, value };
}

async function fetchAll({ url, cookie }: Product, path: string): Promise<number> {
  const answer = await fetch(`${url}${path}`, { headers: { cookie } });
  if (!answer.ok || !answer.body) throw new Error(`${path} was answered ${answer.status}`);
  let bytes = 0;
  for await (const part of answer.body) bytes += part.length;
  return bytes;
}

async function makeFile({ url, cookie }: Product): Promise<string> {
  const headers = { cookie, origin: url, 'content-type': 'application/json' };
  const { id } = (await (await fetch(`${url}/v1/exports`, { method: 'POST', headers: { ...headers, 'idempotency-key': crypto.randomUUID() }, body: '{}' })).json()) as { id: string };
  for (;;) {
    const { state } = (await (await fetch(`${url}/v1/exports/${id}`, { headers })).json()) as { state: string };
    if (state === 'ready') return id;
    if (state === 'failed') throw new Error('the export failed');
    await sleep(100);
  }
}
