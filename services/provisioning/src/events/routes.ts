import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { pageQuery, ref, refusals } from '../http/schema.ts';
import { momentOf } from '../moments.ts';
import type { AuditFilters } from './audit-query.ts';
import { actorKinds, eventGroups, eventTypes, typesOfGroups } from './event.ts';
import { type AuditEntry, exportAudit, listAudit } from './list-audit.ts';
import { AuditChain, AuditList, auditQuery, exportQuery, Verification } from './schemas.ts';
import { readChain, verifyChain } from './verify-chain.ts';

const tags = ['Audit log'];
const csv = Type.Unsafe<unknown>({ type: 'string' });

type FilterQuery = { type?: string; group?: string; actor?: string; actorId?: string; templateId?: string; subscriberId?: string; customerId?: string; involvedId?: string; from?: string; to?: string; q?: string };

/** The query as the store understands it; the schema has refused unknown words already. */
function filtersOf({ type, group, actor, actorId, templateId, subscriberId, customerId, involvedId, from, to, q }: FilterQuery): AuditFilters {
  const given = <T extends string>(known: readonly T[], text: string | undefined) => known.filter((word) => text?.split(',').includes(word));
  const types = [...given(eventTypes, type), ...typesOfGroups(given(eventGroups, group))];
  return {
    ...(type !== undefined || group !== undefined ? { types } : {}),
    ...(actor !== undefined ? { actorKinds: given(actorKinds, actor) } : {}),
    actorId, templateId, subscriberId, customerId, involvedId,
    from: from === undefined ? undefined : momentOf('from', from),
    to: to === undefined ? undefined : momentOf('to', to),
    q: q?.trim() || undefined,
  };
}

function entryOf({ id, sequence, at, type, actorKind, actorId, actorName, subject, subscriberId, templateId, customerId, target, data, traceId }: AuditEntry) {
  return { id, sequence, at, type, actor: { kind: actorKind, id: actorId, name: actorName }, subject, subscriberId, templateId, customerId, target, data, traceId };
}

/** Who did what to whom, and the proof that nobody changed it. */
export default async function auditRoutes(app: App): Promise<void> {
  app.get(
    '/v1/audit',
    {
      schema: {
        operationId: 'listAudit',
        summary: 'List who did what to whom, newest first',
        description: 'An admin limited to some templates gets the events of those.',
        tags,
        querystring: Type.Object({ ...auditQuery, ...pageQuery }),
        response: { 200: ref(AuditList), ...refusals('400', '401', '403') },
      },
    },
    async (request) => {
      const { limit = 50, cursor, ...query } = request.query;
      const list = { list: 'audit', ...query };
      const page = await listAudit(request.ctx, { filters: filtersOf(query), limit, start: openCursor<string>(request.ctx, cursor, list) });
      return sealPage(request.ctx, list, { ...page, items: page.items.map(entryOf) });
    },
  );

  app.get(
    '/v1/audit/export',
    {
      schema: {
        operationId: 'exportAudit',
        summary: 'Export the audit log as CSV',
        description: 'The same filters as the list, streamed, newest first, with number and hash of every event. That it was taken along is recorded.',
        tags,
        querystring: Type.Object(exportQuery),
        response: { 200: { description: 'CSV (RFC 4180), UTF-8, first row names the columns.', content: { 'text/csv': { schema: csv } } }, ...refusals('400', '401', '403') },
      },
    },
    async (request, reply) => {
      const { delimiter = ',', encoding = 'spreadsheet', bom = false, ...query } = request.query;
      const stream = await exportAudit(request.ctx, { filters: filtersOf(query), delimiter, encoding, bom });
      const day = request.ctx.clock.now().toISOString().slice(0, 10);
      reply.header('content-disposition', `attachment; filename="audit-${day}-${encoding}.csv"`);
      return reply.type('text/csv; charset=utf-8; header=present').send(stream);
    },
  );

  app.get(
    '/v1/audit/chain',
    { schema: { operationId: 'readAuditChain', summary: 'Read where the chain of events ends and what was last verified', tags, response: { 200: ref(AuditChain), ...refusals('401', '403') } } },
    (request) => readChain(request.ctx),
  );

  app.post(
    '/v1/audit/verify',
    {
      config: { idempotency: false },
      schema: {
        operationId: 'verifyAudit',
        summary: 'Verify that no event was changed, added or removed',
        description: 'Computes the chain anew from the events as they stand. Long chains are verified in several calls: go on with `next` until it is null.',
        tags,
        querystring: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'Go on after this number.' })) }),
        response: { 200: ref(Verification), ...refusals('400', '401', '403') },
      },
    },
    (request) => verifyChain(request.ctx, request.query.after ?? 0),
  );
}
