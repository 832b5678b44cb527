import type { TxContext } from '../context.ts';
import { countPending } from './queue-query.ts';
import type { WebhookRow } from './store.ts';
import { healthOf, type WebhookHealth } from './webhook.ts';

const MOST_COUNTED = 10_000;

export type DescribedWebhook = Pick<WebhookRow, 'id' | 'url' | 'description' | 'types' | 'state' | 'disabledReason' | 'disabledAt' | 'publicKey' | 'createdAt' | 'version'> & {
  createdBy: string | null;
  /** Until when the keys before the present ones are signed with as well. */
  previousUntil: Date | null;
  health: { is: WebhookHealth; lastSuccessAt: Date | null; lastFailureAt: Date | null; failingSince: Date | null; failures: number; pending: number };
  replay: { position: number; to: number } | null;
};

/** Webhooks with how their receivers do, without their secrets. */
export async function describeWebhooks(ctx: TxContext, rows: readonly WebhookRow[]): Promise<DescribedWebhook[]> {
  const described: DescribedWebhook[] = [];
  const now = ctx.clock.now();
  for (const row of rows) {
    const { id, url, description, types, state, disabledReason, disabledAt, publicKey, createdAt, version, lastSuccessAt, lastFailureAt, failingSince, failures, replayCursor, replayTo } = row;
    described.push({
      id, url, description, types, state, disabledReason, disabledAt, publicKey, createdAt, version,
      createdBy: row.createdBy.name,
      previousUntil: row.previousUntil && row.previousUntil > now ? row.previousUntil : null,
      health: { is: healthOf(row), lastSuccessAt, lastFailureAt, failingSince, failures, pending: await countPending(ctx.db, { providerId: ctx.providerId, webhookId: id }, MOST_COUNTED) },
      replay: replayCursor !== null && replayTo !== null ? { position: replayCursor, to: replayTo } : null,
    });
  }
  return described;
}

export async function describeWebhook(ctx: TxContext, row: WebhookRow): Promise<DescribedWebhook> {
  const [described] = await describeWebhooks(ctx, [row]);
  if (!described) throw new Error('one row is described as one');
  return described;
}
