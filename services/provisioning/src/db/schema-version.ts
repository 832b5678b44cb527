import { readFileSync } from 'node:fs';
import type { Pool } from './db.ts';

type Journal = { entries: { when: number }[] };

const journalUrl = new URL('../../migrations/meta/_journal.json', import.meta.url);

/** Has the database every migration this version comes with? One that is ahead of us serves us too. */
export async function isMigrated(pool: Pool): Promise<boolean> {
  const { entries } = JSON.parse(readFileSync(journalUrl, 'utf8')) as Journal;
  const newest = Math.max(0, ...entries.map(({ when }) => when));
  const { rows } = await pool.query<{ applied: string | null }>('select max(created_at) as applied from drizzle.__drizzle_migrations');
  return Number(rows[0]?.applied ?? 0) >= newest;
}
