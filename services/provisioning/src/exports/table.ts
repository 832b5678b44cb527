import { sql } from 'drizzle-orm';
import { bigint, boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { Delimiter, Encoding, ExportColumn, Sort } from '../subscribers/list-options.ts';
import type { ExportState } from './export.ts';

/** A file somebody asked for, made by a worker and kept for a week. */
export const exports = pgTable(
  'exports',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    actorKind: text('actor_kind').$type<'admin' | 'api_client'>().notNull(),
    actorId: uuid('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    /** As the list understands them at the moment of asking. */
    filters: jsonb('filters').$type<Record<string, unknown>>().notNull(),
    sort: text('sort').$type<Sort>().notNull(),
    columns: jsonb('columns').$type<ExportColumn[]>().notNull(),
    delimiter: text('delimiter').$type<Delimiter>().notNull(),
    encoding: text('encoding').$type<Encoding>().notNull(),
    bom: boolean('bom').notNull(),
    /** The templates whose users are in the file; null is all of the provider's. */
    visible: jsonb('visible').$type<string[]>(),
    state: text('state').$type<ExportState>().notNull(),
    /** How often a worker took it up; also the fencing token of the one that has it now. */
    attempt: integer('attempt').notNull().default(0),
    /** Written so far, and expected. */
    rows: integer('rows').notNull().default(0),
    totalRows: integer('total_rows'),
    /** Of the file as it is fetched, unpacked. */
    size: bigint('size', { mode: 'number' }).notNull().default(0),
    /** Until then a worker has it, or nobody may take it up. */
    leaseUntil: moment('lease_until'),
    traceId: text('trace_id').notNull(),
    createdAt: moment('created_at').notNull(),
    finishedAt: moment('finished_at'),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    index('exports_due').on(table.createdAt).where(sql`finished_at is null`),
    index('exports_by_expiry').on(table.expiresAt),
    tenantOnly(),
    systemReads(),
  ],
);

/** The file in gzip pieces of about a megabyte: any process can hand it out, and none keeps anything. */
export const exportChunks = pgTable(
  'export_chunks',
  {
    providerId: providerId(),
    exportId: uuid('export_id').notNull(),
    /** Of the worker that wrote it, so that two never mix. */
    attempt: integer('attempt').notNull(),
    number: integer('number').notNull(),
    bytes: bytes('bytes').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.exportId, table.attempt, table.number] }),
    foreignKey({ columns: [table.providerId, table.exportId], foreignColumns: [exports.providerId, exports.id], name: 'export_chunks_export' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
