import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dataOf, once } from '@vestibule/api-client/program';
import { type Command, Option } from 'commander';
import { exitCodes, Refusal } from '../exit-codes.ts';
import type { End } from '../program.ts';
import { type Schemas, type Session, sessionOf } from '../session.ts';
import { facts, table } from '../table.ts';
import type { Surroundings } from '../terminal.ts';
import { type Mode, modes } from './options.ts';

type Options = { mode: Mode; yes?: boolean; dryRun?: boolean; failures?: string };

/** `subscribers import`: a list of corrected addresses, looked at first, then done with a bar and a file of what did not go. */
export function addImport(subscribers: Command, surroundings: Surroundings, end: End): void {
  subscribers
    .command('import')
    .argument('<file>', 'CSV with the columns userId and email')
    .description('retry many users with the addresses of a file')
    .addOption(new Option('--mode <mode>', 'verify mails a code first, vouch skips that proof').choices(modes).default('verify'))
    .option('--dry-run', 'only say what would be done')
    .option('--yes', 'do not ask')
    .option('--failures <file>', 'where to write the rows that did not go (default: beside the file)')
    .addHelpText('after', '\nEnds with 7 when some rows were done and others were not.')
    .action(async (file: string, options: Options, command: Command) => {
      const session = sessionOf(command, surroundings);
      const preview = await looked(session, file);
      const count = preview.ready + (options.mode === 'vouch' ? preview.alreadyMailed : 0);
      const { terminal } = session;
      const outline = `${facts([['Ready', count], ['Already done', preview.alreadyDone], ['Mail is out', options.mode === 'verify' ? preview.alreadyMailed : 0], ...preview.passedOver.map((reason) => [`Passed over (${reason.code})`, reason.count] as const), ['Wrong rows', preview.wrong]])}${wrongRows(preview)}`;
      if (options.dryRun) return terminal.show(preview, () => outline);
      terminal.say(outline);
      if (count === 0) throw new Refusal('There is nothing to do.');
      await terminal.confirm(options.mode === 'vouch' ? `Set up ${count} users without a proof of their mailbox?` : `Mail ${count} users a code?`, options.yes);
      const done = await carriedOut(session, preview, options.mode, count);
      const notDone = done.failed + preview.wrong;
      if (notDone > 0) terminal.say(`The rows that did not go are in ${await kept(session, done.id, options.failures ?? `${file.replace(/\.csv$/i, '')}.failures.csv`)}`);
      terminal.show(done, () => facts([['Succeeded', done.succeeded], ['Skipped', done.skipped], ['Failed', done.failed]]));
      if (notDone > 0) end(done.succeeded > 0 ? exitCodes.partial : exitCodes.failed);
    });
}

async function looked({ client }: Session, file: string): Promise<Schemas['ImportPreview']> {
  const body = await readFile(file, 'utf8').catch(() => {
    throw new Refusal(`${file} cannot be read.`, exitCodes.usage);
  });
  return dataOf(client.POST('/v1/subscribers/imports', { params: { query: { fileName: basename(file) } }, body, bodySerializer: (text) => text, headers: { 'content-type': 'text/csv' } }));
}

const wrongRows = ({ wrongRows: rows, wrong }: Schemas['ImportPreview']): string =>
  rows.length === 0 ? '' : `\n\n${table(rows, [['LINE', ({ line }) => line], ['USER ID', ({ userId }) => userId], ['E-MAIL', ({ email }) => email], ['WHY', ({ code }) => code]])}${wrong > rows.length ? `\n… and ${wrong - rows.length} more` : ''}`;

async function carriedOut({ client, terminal }: Session, { operation }: Schemas['ImportPreview'], mode: Mode, confirm: number): Promise<Schemas['BulkOperation']> {
  const path = { bulkOperationId: operation.id };
  await client.POST('/v1/bulk-operations/{bulkOperationId}/start', { params: { path, header: once(`start-${operation.id}`) }, body: { mode, confirm } });
  const bar = terminal.progress('Retrying');
  try {
    for (;;) {
      const now = await dataOf(client.GET('/v1/bulk-operations/{bulkOperationId}', { params: { path } }));
      bar.set(now.done, now.total);
      if (now.finishedAt) return now;
      await pause(500);
    }
  } finally {
    bar.end();
  }
}

async function kept({ client }: Session, bulkOperationId: string, file: string): Promise<string> {
  const { data } = await client.GET('/v1/bulk-operations/{bulkOperationId}/failures.csv', { params: { path: { bulkOperationId } }, parseAs: 'text' });
  await writeFile(file, data ?? '', { mode: 0o600 });
  return file;
}
