import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Context } from '../context.ts';
import { problem } from '../problems.ts';
import { withTenant } from './db.ts';

/**
 * Streams what a COPY statement writes straight from the database; memory does not grow with it.
 * @param bom whether the file starts with a byte order mark
 * @throws access.signed_out when no provider is known
 */
export function streamCsv(ctx: Context, statement: string, { bom }: { bom: boolean }): Readable {
  const { providerId } = ctx;
  if (!providerId) throw problem('access.signed_out');
  const out = new PassThrough();
  if (bom) out.write('\uFEFF');
  withTenant(ctx.pool, { providerId }, (_db, client) => pipeline(client.query(copyTo(statement)), out).catch((error: unknown) => hangUp(client, error))).catch((error: unknown) => {
    ctx.log.warn({ err: error }, 'an export ended early');
    out.destroy(error instanceof Error ? error : new Error('export failed'));
  });
  return out;
}

/** Whoever stops reading leaves the database in the middle of writing, and a connection in that state can be used for nothing more. */
function hangUp(client: PoolClient, error: unknown): never {
  client.once('error', () => undefined);
  client.connection.stream.destroy();
  throw error;
}
