import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { templates } from '../templates/table.ts';
import type { Delimiter, Encoding, Sort } from './list-options.ts';
import { orderOf, type SubscriberFilters, whereOf } from './list-query.ts';
import { subscribers } from './table.ts';

export type ExportRequest = { filters: SubscriberFilters; sort: Sort; encoding: Encoding; delimiter: Delimiter; bom: boolean };

const dialect = new PgDialect();

/** The statement that writes the list as CSV. Cells are made safe inside it, so that no row passes through our own code. */
export const copyStatement = (providerId: string, request: ExportRequest, visible: readonly string[] | null): string =>
  `copy (${inlined(exportQuery(providerId, request, visible))}) to stdout with (format csv, header, delimiter '${request.delimiter}')`;

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
