import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '@vestibule/embedded-postgres';
import { migrateDatabase } from '../src/db/migrate-database.ts';

/** One throwaway cluster a run, with one migrated database that every test file copies. */
export default async function globalSetup(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'vestibule-test-'));
  const cluster = await startPostgres({ dir, throwaway: true, database: 'template_db' });
  await migrateDatabase(cluster.url);
  const admin = new pg.Client({ connectionString: cluster.urlFor('postgres') });
  await admin.connect();
  await admin.query('alter database template_db with is_template true allow_connections false');
  await admin.end();
  process.env['TEST_CLUSTER_URL'] = cluster.urlFor('postgres');
  Object.assign(globalThis, { stopTestCluster: () => cluster.stop() });
}
