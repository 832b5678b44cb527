import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { admins } from '../admins/table.ts';
import { apiClients } from '../api-clients/table.ts';
import { bulkOperations } from '../bulk/table.ts';
import { clusters } from '../clusters/table.ts';
import { connectors } from '../connectors/table.ts';
import { customers } from '../customers/table.ts';
import type { Db } from '../db/db.ts';
import { identityProviders } from '../identity-providers/table.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from '../templates/table.ts';
import { webhookEndpoints } from '../webhooks/table.ts';
import type { Target, TargetKind } from './event.ts';

type Things = PgTable & { providerId: PgColumn; id: PgColumn };
const tables: Record<TargetKind, Things> = {
  subscriber: subscribers, template: templates, customer: customers, admin: admins, api_client: apiClients,
  cluster: clusters, connector: connectors, identity_provider: identityProviders, bulk_operation: bulkOperations, webhook: webhookEndpoints,
};

/** Which of these still exist; by id, which is never given twice. */
export async function stillThere(db: Db, providerId: string, targets: readonly Target[]): Promise<ReadonlySet<string>> {
  const kinds = [...new Set(targets.map(({ kind }) => kind))];
  if (kinds.length === 0) return new Set();
  const parts = kinds.map((kind): SQL => {
    const table = tables[kind];
    const ids = [...new Set(targets.filter((target) => target.kind === kind).map(({ id }) => id))];
    return sql`select ${table.id} as id from ${table} where ${and(eq(table.providerId, providerId), inArray(table.id, ids), kind === 'template' ? isNull(templates.deletedAt) : undefined)}`;
  });
  const { rows } = await db.execute<{ id: string }>(sql.join(parts, sql` union all `));
  return new Set(rows.map(({ id }) => id));
}
