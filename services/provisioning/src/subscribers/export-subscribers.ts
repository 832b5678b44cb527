import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { requireRight, visibleTemplates } from '../access.ts';
import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { problem } from '../problems.ts';
import { templates } from '../templates/table.ts';
import { orderOf, type Sort, type SubscriberFilters, whereOf } from './list-query.ts';
import { subscribers } from './table.ts';

export const encodings = ['spreadsheet', 'raw'] as const;
/** spreadsheet: a cell that a spreadsheet would run as a formula gets a leading apostrophe. raw: the values as they are. */
export type Encoding = (typeof encodings)[number];
export const delimiters = [',', ';'] as const;
export type ExportRequest = { filters: SubscriberFilters; sort: Sort; encoding: Encoding; delimiter: (typeof delimiters)[number]; bom: boolean };

const dialect = new PgDialect();

/**
 * Streams the list as CSV (RFC 4180) straight from the database; memory does not grow with it.
 * Cells are made safe inside the query, so that no row passes through our own code.
 */
export function exportSubscribers(ctx: Context, request: ExportRequest): Readable {
  requireRight(ctx, 'subscribers:read');
  const { providerId } = ctx;
  if (!providerId) throw problem('access.signed_out');
  const out = new PassThrough();
  if (request.bom) out.write('\uFEFF');
  const copy = `copy (${inlined(exportQuery(providerId, request, visibleTemplates(ctx.actor)))}) to stdout with (format csv, header, delimiter '${request.delimiter}')`;
  withTenant(ctx.pool, { providerId }, (_db, client) => pipeline(client.query(copyTo(copy)), out)).catch((error: unknown) => {
    ctx.log.warn({ err: error }, 'an export ended early');
    out.destroy(error instanceof Error ? error : new Error('export failed'));
  });
  return out;
}

/** COPY takes no parameters: the values are written into the text, quoted by the dialect that would have sent them. */
function inlined(query: SQL): string {
  const { sql: text, params } = dialect.sqlToQuery(query.inlineParams());
  if (params.length > 0) throw new Error('a parameter was left in an export query');
  return text;
}

function exportQuery(providerId: string, { filters, sort, encoding }: ExportRequest, visible: readonly string[] | null): SQL {
  const s = subscribers;
  const safe = (value: SQL) => (encoding === 'raw' ? value : sql`case when ${value} ~ '^[=+@\\t\\r-]' then '''' || ${value} else ${value} end`);
  const iso = (column: SQL) => sql`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const cells: [name: string, value: SQL][] = [
    ['broadworksUserId', safe(sql`${s.userId}`)],
    ['spEnterpriseId', safe(sql`${s.spEnterpriseId}`)],
    ['firstName', safe(sql`${s.firstName}`)],
    ['lastName', safe(sql`${s.lastName}`)],
    ['email', safe(sql`${s.email}`)],
    ['primaryPhoneNumber', safe(sql`${s.primaryPhoneNumber}`)],
    ['extension', safe(sql`${s.extension}`)],
    ['package', sql`${s.package}`],
    ['status', sql`${s.status}`],
    ['errorCode', sql`(${s.errors} #>> '{0,errorCode}')`],
    ['errorDescription', safe(sql`(${s.errors} #>> '{0,description}')`)],
    ['created', iso(sql`${s.createdAt}`)],
    ['lastStatusChange', iso(sql`${s.lastStatusChange}`)],
    ['selfActivated', sql`${s.selfActivated}::text`],
    ['templateName', safe(sql`${templates.name}`)],
    ['provisioningId', sql`rtrim(translate(replace(encode(convert_to(${s.providerId} || ':' || ${s.templateId}, 'UTF8'), 'base64'), E'\\n', ''), '+/', '-_'), '=')`],
    ['subscriberId', sql`${s.id}`],
  ];
  const select = sql.join(cells.map(([name, value]) => sql`${value} as ${sql.identifier(name)}`), sql`, `);
  return sql`select ${select} from ${s} join ${templates} on ${templates.providerId} = ${s.providerId} and ${templates.id} = ${s.templateId}
    where ${whereOf(providerId, filters, visible)} order by ${sql.join(orderOf(sort), sql`, `)}`;
}
