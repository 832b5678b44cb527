import { type SQL, sql } from 'drizzle-orm';
import { cellsOf, copyOf, momentCell, safeCell } from '../db/csv.ts';
import { templates } from '../templates/table.ts';
import type { Delimiter, Encoding, ExportColumn, Sort } from './list-options.ts';
import { orderOf, type SubscriberFilters, whereOf } from './list-query.ts';
import { subscribers } from './table.ts';

export type ExportRequest = { filters: SubscriberFilters; sort: Sort; columns: readonly ExportColumn[]; encoding: Encoding; delimiter: Delimiter; bom: boolean };

/** The statement that writes the list as CSV. Cells are made safe inside it, so that no row passes through our own code. */
export const copyStatement = (providerId: string, request: ExportRequest, visible: readonly string[] | null): string => copyOf(exportQuery(providerId, request, visible), request.delimiter);

function exportQuery(providerId: string, { filters, sort, columns, encoding }: ExportRequest, visible: readonly string[] | null): SQL {
  const s = subscribers;
  const safe = (value: SQL) => safeCell(value, encoding);
  const cells: Record<ExportColumn, SQL> = {
    broadworksUserId: safe(sql`${s.userId}`),
    spEnterpriseId: safe(sql`${s.spEnterpriseId}`),
    firstName: safe(sql`${s.firstName}`),
    lastName: safe(sql`${s.lastName}`),
    email: safe(sql`${s.email}`),
    primaryPhoneNumber: safe(sql`${s.primaryPhoneNumber}`),
    extension: safe(sql`${s.extension}`),
    package: sql`${s.package}`,
    status: sql`${s.status}`,
    errorCode: sql`(${s.errors} #>> '{0,errorCode}')`,
    errorDescription: safe(sql`(${s.errors} #>> '{0,description}')`),
    created: momentCell(sql`${s.createdAt}`),
    lastStatusChange: momentCell(sql`${s.lastStatusChange}`),
    selfActivated: sql`${s.selfActivated}::text`,
    templateName: safe(sql`${templates.name}`),
    provisioningId: sql`rtrim(translate(replace(encode(convert_to(${s.providerId} || ':' || ${s.templateId}, 'UTF8'), 'base64'), E'\\n', ''), '+/', '-_'), '=')`,
    subscriberId: sql`${s.id}`,
  };
  return sql`select ${cellsOf(columns.map((name) => [name, cells[name]]))} from ${s} join ${templates} on ${templates.providerId} = ${s.providerId} and ${templates.id} = ${s.templateId}
    where ${whereOf(providerId, filters, visible)} order by ${sql.join(orderOf(sort), sql`, `)}`;
}
