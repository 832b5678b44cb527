import { resolve } from 'node:path';
import { Refusal } from './refusal.ts';

/** What the person who types `npm start` decides, by environment variables. `databaseUrl` absent = bring our own. */
export type Settings = { port: number; publicUrl: string; dataDir: string; databaseUrl: string | undefined };

/** Reads PORT, VESTIBULE_DATA_DIR and DATABASE_URL; throws a Refusal for a port that is none. */
export function readSettings(env: NodeJS.ProcessEnv, root: string): Settings {
  const text = env['PORT'] || '8080';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Refusal(`PORT must be a number from 1 to 65535, not "${text}".`);
  return {
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    dataDir: resolve(root, env['VESTIBULE_DATA_DIR'] || '.data'),
    databaseUrl: env['DATABASE_URL'] || undefined,
  };
}
