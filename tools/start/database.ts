import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningPostgres, startPostgres } from '@vestibule/embedded-postgres';
import type { LogFile } from './log-file.ts';
import { Refusal } from './refusal.ts';

/** The database the product works on. `stop` of one that is not ours does nothing. */
export type Database = { url: string; stop: (patience: number) => Promise<void> };

type Tellers = { log: LogFile; tell: (line: string) => void; giveUp: (reason: Refusal) => void };

/**
 * Brings our own PostgreSQL. If it dies it is started again on the same port, and the services reconnect; when that
 * fails five times in a row, `giveUp` gets the reason.
 */
export async function bringDatabase(dataDir: string, { log, tell, giveUp }: Tellers): Promise<Database> {
  let stopping = false;
  const begin = (port?: number) =>
    startPostgres({ dir: join(dataDir, 'postgres'), database: 'vestibule', port, log: (text) => log.write(text, false), notice: port ? undefined : tell });
  let running: Promise<RunningPostgres> = begin();
  const first = await running.catch(refuse);
  const watch = async (current: RunningPostgres): Promise<void> => {
    await current.exited;
    if (stopping) return;
    tell('The database ended; starting it again.');
    running = again(() => begin(first.port), () => stopping);
    running.then(watch, (error) => (stopping ? undefined : giveUp(new Refusal(`The database ended and does not start again: ${message(error)}`))));
  };
  void watch(first);
  return {
    url: first.url,
    stop: async (patience) => {
      stopping = true;
      await running.then((current) => current.stop(patience)).catch(() => undefined);
    },
  };
}

async function again(begin: () => Promise<RunningPostgres>, stopping: () => boolean): Promise<RunningPostgres> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await begin();
    } catch (error) {
      if (tries >= 5 || stopping()) throw error;
      await sleep(500 * tries);
    }
  }
}

function refuse(error: unknown): never {
  throw new Refusal(message(error));
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
