import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../context.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';

export const events = pgTable(
  'events',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    at: moment('at').notNull(),
    type: text('type').notNull(),
    subscriberId: uuid('subscriber_id'),
    templateId: uuid('template_id'),
    actor: jsonb('actor').$type<{ kind: Actor['kind']; id: string | null; name: string | null }>().notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    traceId: text('trace_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    index('events_by_subscriber').on(table.providerId, table.subscriberId, table.id),
    tenantOnly(),
  ],
);
