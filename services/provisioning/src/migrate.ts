import { readConfig } from './config.ts';
import { migrateDatabase } from './db/migrate-database.ts';
import { requireDatabase } from './db/require-database.ts';
import { orExplain } from './starting.ts';

await orExplain(async () => {
  const databaseUrl = process.env['DATABASE_URL'] || readConfig(process.env).databaseUrl;
  await requireDatabase(databaseUrl, { prepared: false });
  await migrateDatabase(databaseUrl);
});
