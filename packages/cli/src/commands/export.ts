import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { dataOf } from '@vestibule/api-client/program';
import { type Command, Option } from 'commander';
import { Refusal } from '../exit-codes.ts';
import { type Session, sessionOf } from '../session.ts';
import type { Surroundings } from '../terminal.ts';
import { filterFrom, type FilterOptions, withFilter } from './filter.ts';

type Options = FilterOptions & { output?: string; columns?: string; delimiter: ',' | ';'; encoding: 'spreadsheet' | 'raw' };
type Filter = Awaited<ReturnType<typeof filterFrom>>;

/** `subscribers export`: small files at once, large ones made in the background while a bar moves. */
export function addExport(subscribers: Command, surroundings: Surroundings): void {
  withFilter(subscribers.command('export').description('users as CSV, to stdout or a file'))
    .option('-o, --output <file>', 'where to write it')
    .option('--columns <names>', 'which columns, separated by commas')
    .addOption(new Option('--delimiter <sign>', 'between columns').choices([',', ';']).default(','))
    .addOption(new Option('--encoding <encoding>', 'raw writes every value as it is, spreadsheet keeps Excel from calculating with them').choices(['raw', 'spreadsheet']).default('raw'))
    .action(async (options: Options, command: Command) => {
      const session = sessionOf(command, surroundings);
      const filter = await filterFrom(session, options);
      const { rows, inBackground } = await dataOf(session.client.GET('/v1/subscribers/export/size', { params: { query: filter } }));
      const shape = { columns: options.columns, delimiter: options.delimiter, encoding: options.encoding };
      const made = inBackground ? await madeInBackground(session, filter, shape) : { rows, body: await bodyOf(session.client.GET('/v1/subscribers/export', { params: { query: { ...filter, ...shape } }, parseAs: 'stream' })) };
      await (options.output === undefined ? pipeline(made.body, surroundings.stdout, { end: false }) : written(made.body, options.output));
      session.terminal.say(`${made.rows} users${options.output ? ` written to ${options.output}` : ''}`);
    });
}

/** Beside the file until it is whole: half a download must not look like all of it. What is no file, a pipe or a device, is written to as it is. */
async function written(body: Readable, output: string): Promise<void> {
  const path = await realpath(output).catch(() => output);
  const isFile = await stat(path).then((known) => known.isFile(), () => true);
  if (!isFile) return pipeline(body, createWriteStream(path));
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(body, createWriteStream(part, { mode: 0o600, flags: 'wx' }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function bodyOf(call: Promise<{ response: Response }>): Promise<Readable> {
  const { response } = await call;
  if (!response.body) throw new Refusal('The answer has no content.');
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
}

async function madeInBackground({ client, terminal }: Session, filter: Filter, shape: { columns?: string; delimiter: ',' | ';'; encoding: 'spreadsheet' | 'raw' }): Promise<{ rows: number; body: Readable }> {
  const { id: exportId } = await dataOf(client.POST('/v1/exports', { body: { filter, sort: '-lastStatusChange', ...shape } }));
  const path = { exportId };
  const bar = terminal.progress('Writing');
  try {
    for (;;) {
      const file = await dataOf(client.GET('/v1/exports/{exportId}', { params: { path } }));
      bar.set(file.rows, file.totalRows);
      if (file.state === 'ready') return { rows: file.rows, body: await bodyOf(client.GET('/v1/exports/{exportId}/file', { params: { path }, parseAs: 'stream' })) };
      if (file.state === 'failed') throw new Refusal('The file could not be made.');
      await pause(1000);
    }
  } finally {
    bar.end();
  }
}
