import { readConfig } from './config.ts';
import { migrateDatabase } from './db/migrate-database.ts';

const databaseUrl = process.env['DATABASE_URL'] ?? readConfig(process.env).databaseUrl;
await migrateDatabase(databaseUrl);
