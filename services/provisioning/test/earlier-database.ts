import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
type Journal = { entries: { tag: string }[] };

/** A database as it was after this migration, such as an installation that was not updated since has it. */
export async function createEarlierDatabase(lastTag: string): Promise<{ url: string; client: pg.Client; drop(): Promise<void> }> {
  const clusterUrl = process.env['TEST_CLUSTER_URL'] ?? '';
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: clusterUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${name}`);
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-earlier-'));
  cpSync(migrations, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal;
  const until = journal.entries.findIndex(({ tag }) => tag === lastTag);
  if (until < 0) throw new Error(`there is no migration ${lastTag}`);
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries: journal.entries.slice(0, until + 1) }));
  await migrate(drizzle(client), { migrationsFolder: folder });
  rmSync(folder, { recursive: true });
  return { url: url.href, client, drop: async () => (await client.end(), admin(`drop database ${name} with (force)`)) };
}
