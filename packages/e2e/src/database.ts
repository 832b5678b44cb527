import { afterAll } from '@jest/globals';
import pg from 'pg';
import { running } from './running.ts';

/** One table's rows that belong to a person; $1 is our id of that person. */
type Owned = { table: string; where: string };

const of = 'subscriber_id = $1';
const owned: readonly Owned[] = [
  { table: 'subscribers', where: 'id = $1' },
  ...['activations', 'email_proofs', 'messages', 'operations', 'consents', 'invitations'].map((table) => ({ table, where: of })),
  { table: 'message_attempts', where: `message_id in (select id from messages where ${of})` },
  { table: 'operation_steps', where: `operation_id in (select id from operations where ${of})` },
  { table: 'access_keys', where: `subject_id in (select id from activations where ${of} union select id from invitations where ${of})` },
];

const ofAdmin: readonly Owned[] = [
  { table: 'admins', where: 'id = $1' },
  ...['admin_sessions', 'messages'].map((table) => ({ table, where: 'admin_id = $1' })),
  { table: 'access_keys', where: 'subject_id = $1' },
];
/** Work that waits for the cloud platform is looked at again and again, whatever anybody does. */
const settled = ({ attempt: _attempt, next_attempt_at: _next, lease_until: _lease, ...row }: Record<string, unknown>) => row;

const wakeUps = `data->>'subscriberId' = $1::text or data->>'messageId' in (select id::text from messages where subscriber_id = $1::uuid) or data->>'operationId' in (select id::text from operations where subscriber_id = $1::uuid)`;

/** The product's database, seen and touched as its owner does: what no page and no call could do. */
export type Database = {
  /**
   * Lets time pass for one person: everything kept about them happened, begins and ends so many minutes earlier, the wake-ups of their
   * jobs included. Nobody else's time moves, so other journeys go on beside it. Events keep their time: each is sealed by the one after it.
   */
  letPass: (subscriberId: string, minutes: number) => Promise<void>;
  /** Every row about a user or an admin, table by table, events included: all that a mail to them could have touched. */
  rowsOf: (id: string) => Promise<Record<string, unknown[]>>;
  /** Forgets how often this machine signed in lately. */
  forgetSignIns: () => Promise<void>;
  query: (text: string, values: unknown[]) => Promise<Record<string, unknown>[]>;
};

/** Connections for one test file. */
export function useDatabase(): Database {
  const pool = new pg.Pool({ connectionString: running().databaseUrl, max: 3 });
  afterAll(() => pool.end());
  const query: Database['query'] = async (text, values) => (await pool.query(text, values)).rows;
  return {
    query,
    forgetSignIns: async () => void (await pool.query("delete from rate_limits where key like 'sign-in-network:%'")),
    letPass: async (subscriberId, minutes) => {
      const moments = await query("select table_name, string_agg(format('%1$I = %1$I - $2::interval', column_name), ', ') as earlier from information_schema.columns where table_schema = 'public' and data_type like 'timestamp%' and table_name = any($1) group by 1", [owned.map(({ table }) => table)]);
      const earlier = new Map(moments.map((row) => [String(row['table_name']), String(row['earlier'])]));
      const client = await pool.connect();
      await client.query('begin');
      for (const { table, where } of owned) await client.query(`update ${table} set ${earlier.get(table)} where ${where}`, [subscriberId, `${minutes} minutes`]);
      await client.query(`update pgboss.job set start_after = start_after - $2::interval where state < 'active' and (${wakeUps})`, [subscriberId, `${minutes} minutes`]);
      await client.query('commit');
      client.release();
    },
    rowsOf: async (id) => {
      const found: [string, unknown[]][] = [];
      for (const { table, where } of [...owned, ...ofAdmin, { table: 'events', where: `${of} or actor_id = $1 or thing_id = $1` }]) {
        found.push([`${table}: ${where}`, (await query(`select * from ${table} where ${where} order by 1, 2, 3`, [id])).map(settled)]);
      }
      return Object.fromEntries(found);
    },
  };
}
