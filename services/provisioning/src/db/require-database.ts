import pg from 'pg';

/** Why the database cannot be worked with, in one line that says what to look at. Never holds the password. */
export class DatabaseUnusable extends Error {}

const PATIENCE_MS = 10_000;
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', '57P03', '53300']);

/**
 * Opens one connection and closes it again, so that a process says at its start what is wrong instead of failing later.
 * @param options.prepared the tables must be there already.
 * @throws DatabaseUnusable
 */
export async function requireDatabase(databaseUrl: string, options: { prepared: boolean }): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: PATIENCE_MS, application_name: 'vestibule-start' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ prepared: boolean }>(`select to_regclass('public.providers') is not null as prepared`);
    if (options.prepared && !rows[0]?.prepared) throw new DatabaseUnusable(`${placeOf(databaseUrl)} has no tables yet. Run "node src/migrate.ts" first.`);
  } catch (error) {
    throw error instanceof DatabaseUnusable ? error : new DatabaseUnusable(reasonOf(error, databaseUrl), { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function reasonOf(error: unknown, databaseUrl: string): string {
  const code = Object(error).code as unknown;
  const message = error instanceof Error ? error.message : String(error);
  const place = placeOf(databaseUrl);
  const user = decodeURIComponent(new URL(databaseUrl).username);
  if (code === '28P01' || code === '28000') return `${place} refuses the user "${user}": check user name and password in DATABASE_URL.`;
  if (code === '3D000') return `${place} does not exist: create it, or name another in DATABASE_URL.`;
  if (unreachable.has(String(code)) || /timeout/i.test(message)) return `${place} does not answer (${code ?? message}): check that PostgreSQL runs there and that DATABASE_URL is right.`;
  return `${place} cannot be used (${code ?? message}): check DATABASE_URL.`;
}

function placeOf(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `The database "${decodeURIComponent(pathname.slice(1))}" at ${hostname}:${port || 5432}`;
}
