import { sql } from 'drizzle-orm';
import { bigint, boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../context.ts';
import { moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { AttemptOutcome, DeliveryState, DisabledReason, Replay, WebhookState } from './webhook.ts';

/** Where a provider wants its events sent, and how far the feed was taken up for it. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    url: text('url').notNull(),
    description: text('description').notNull(),
    /** Beginnings of public types; none is all. */
    types: text('types').array().notNull(),
    state: text('state').$type<WebhookState>().notNull(),
    disabledReason: text('disabled_reason').$type<DisabledReason>(),
    disabledAt: moment('disabled_at'),
    /** Sealed; the context is the webhook's id. Those of before are signed with as well, each until its own time. */
    secretSealed: text('secret_sealed').notNull(),
    signingKeySealed: text('signing_key_sealed').notNull(),
    previousSecretSealed: text('previous_secret_sealed'),
    previousSigningKeySealed: text('previous_signing_key_sealed'),
    previousSecretUntil: moment('previous_until'),
    previousSigningKeyUntil: moment('previous_signing_key_until'),
    publicKey: text('public_key').notNull(),
    /** The last number on the feed that was taken up. */
    cursor: bigint('cursor', { mode: 'number' }).notNull(),
    /** So much waits that nothing more is taken up for now. */
    isFull: boolean('is_full').notNull().default(false),
    /** A range of numbers to be sent once more: the last one taken up, and where it ends. */
    replayCursor: bigint('replay_cursor', { mode: 'number' }),
    replayTo: bigint('replay_to', { mode: 'number' }),
    /** What is being sent once more, until the last of it is settled. */
    replay: jsonb('replay').$type<Replay>(),
    /** When the next attempt is due; null while nothing waits. */
    dueAt: moment('due_at'),
    /** Until then one worker serves it; the number is that worker's. */
    leaseUntil: moment('lease_until'),
    lease: integer('lease').notNull().default(0),
    /** Failures since the last success, and since when. */
    failures: integer('failures').notNull().default(0),
    failingSince: moment('failing_since'),
    lastSuccessAt: moment('last_success_at'),
    lastFailureAt: moment('last_failure_at'),
    createdBy: jsonb('created_by').$type<{ kind: Actor['kind']; name: string | null }>().notNull(),
    createdAt: moment('created_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly(), systemReads()],
);

/** One event for one webhook, written when a worker takes the feed up for it, not when the event happens. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    providerId: providerId(),
    webhookId: uuid('webhook_id').notNull(),
    /** The event's id, which is also what the receiver gets as webhook-id. */
    id: uuid('id').notNull(),
    /** The event's number on the feed; null for a test, which stands for nothing. */
    sequence: bigint('sequence', { mode: 'number' }),
    type: text('type').notNull(),
    /** What it is about: of one user, or one other thing, the earlier event goes first. */
    orderKey: uuid('order_key').notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    /** Planned attempts made, and attempts made at all. */
    step: integer('step').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at'),
    /** When it would have been due, where it is tried earlier than planned. */
    resumeAt: moment('resume_at'),
    /** The replay it belongs to, once it was in one. */
    replayId: uuid('replay_id'),
    lastOutcome: text('last_outcome').$type<AttemptOutcome>(),
    lastStatus: integer('last_status'),
    createdAt: moment('created_at').notNull(),
    settledAt: moment('settled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.webhookId, table.id] }),
    foreignKey({ columns: [table.providerId, table.webhookId], foreignColumns: [webhookEndpoints.providerId, webhookEndpoints.id], name: 'webhook_deliveries_endpoint' }).onDelete('cascade'),
    index('webhook_deliveries_in_order').on(table.providerId, table.webhookId, table.orderKey, table.sequence).where(sql`state = 'pending'`),
    index('webhook_deliveries_due').on(table.providerId, table.webhookId, table.nextAttemptAt).where(sql`state = 'pending'`),
    index('webhook_deliveries_by_state').on(table.providerId, table.webhookId, table.state, table.id),
    index('webhook_deliveries_by_thing').on(table.providerId, table.webhookId, table.orderKey, table.id),
    index('webhook_deliveries_of_replay').on(table.providerId, table.webhookId, table.replayId).where(sql`state = 'pending' and replay_id is not null`),
    index('webhook_deliveries_by_age').on(table.createdAt),
    tenantOnly(),
    systemReads(),
  ],
);

/** Every time a delivery was tried. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    providerId: providerId(),
    webhookId: uuid('webhook_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    number: integer('number').notNull(),
    at: moment('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    outcome: text('outcome').$type<AttemptOutcome>().notNull(),
    status: integer('status'),
    detail: text('detail'),
    /** The beginning of the receiver's answer. */
    reply: text('reply'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.webhookId, table.deliveryId, table.number] }),
    foreignKey({ columns: [table.providerId, table.webhookId, table.deliveryId], foreignColumns: [webhookDeliveries.providerId, webhookDeliveries.webhookId, webhookDeliveries.id], name: 'webhook_attempts_delivery' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
