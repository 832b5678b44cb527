import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, key, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import { type ActorKind, type EventType, thingFields } from './event.ts';

/** The id of the thing an event tells of, beside users, templates and customers, which have columns of their own. */
const thingId = sql.raw(`coalesce(${thingFields.map((field) => `data->>'${field}'`).join(', ')})::uuid`);

/** What happened, for ever: rows are added and never touched again. */
export const events = pgTable(
  'events',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    at: moment('at').notNull(),
    type: text('type').$type<EventType>().notNull(),
    subscriberId: uuid('subscriber_id'),
    templateId: uuid('template_id'),
    /** Whom or what it is about, as people name it; stays readable when the thing is gone. */
    subject: key('subject'),
    actorKind: text('actor_kind').$type<ActorKind>().notNull(),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    customerId: uuid('customer_id'),
    thingId: uuid('thing_id').generatedAlwaysAs(thingId),
    /** Names and addresses folded, for searching; absent where it is about a user, who is found by the own ones. */
    search: key('search'),
    traceId: text('trace_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    index('events_by_subscriber').on(table.providerId, table.subscriberId, table.id),
    index('events_by_template').on(table.providerId, table.templateId, table.id),
    index('events_by_actor').on(table.providerId, table.actorKind, table.id),
    index('events_by_actor_id').on(table.providerId, table.actorId, table.id).where(sql`actor_id is not null`),
    index('events_by_customer').on(table.providerId, table.customerId, table.id).where(sql`customer_id is not null`),
    index('events_by_thing').on(table.providerId, table.thingId, table.id).where(sql`thing_id is not null`),
    index('events_search').using('gin', table.providerId, table.search.op('gin_trgm_ops')).where(sql`search is not null`),
    index('events_by_type').on(table.providerId, table.type, table.id),
    index('events_by_subject').on(table.providerId, table.subject, table.id),
    tenantOnly(),
    systemReads(),
  ],
);

/** Events that wait for their number, in the order of writing, whatever the clocks of several machines say. A trigger puts every event here. */
export const eventArrivals = pgTable(
  'event_arrivals',
  {
    providerId: providerId(),
    arrival: bigint('arrival', { mode: 'number' }).notNull().generatedByDefaultAsIdentity(),
    eventId: uuid('event_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.arrival] }), tenantOnly(), systemReads()],
);

/** The chain of a provider: every event's number, without gaps, and a hash over it and all before it. */
export const eventLinks = pgTable(
  'event_links',
  {
    providerId: providerId(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    eventId: uuid('event_id').notNull(),
    hash: bytes('hash').notNull(),
    /** Its number on the feed, without gaps as well; null where it stays inside. */
    number: bigint('number', { mode: 'number' }),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.sequence] }),
    uniqueIndex('event_links_event').on(table.providerId, table.eventId),
    uniqueIndex('event_links_number').on(table.providerId, table.number).where(sql`number is not null`),
    tenantOnly(),
  ],
);

/** Where each provider's chain ends, and how far it was last found intact. Whoever numbers holds the row. */
export const eventHeads = pgTable(
  'event_heads',
  {
    providerId: providerId(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    hash: bytes('hash').notNull(),
    /** The newest number on the feed, and the end of the chain up to which such numbers were given. */
    number: bigint('number', { mode: 'number' }).notNull(),
    numberedTo: bigint('numbered_to', { mode: 'number' }).notNull(),
    verifiedTo: bigint('verified_to', { mode: 'number' }),
    verifiedAt: moment('verified_at'),
    /** The first number whose event is not what was recorded; null while none was found. */
    brokenAt: bigint('broken_at', { mode: 'number' }),
  },
  // A process of an older version, which knows nothing of numbers on the feed, cannot lengthen the chain past them.
  (table) => [primaryKey({ columns: [table.providerId] }), check('event_heads_numbered', sql`numbered_to = sequence`), tenantOnly(), systemReads()],
);
