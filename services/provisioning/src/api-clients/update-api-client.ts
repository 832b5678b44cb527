import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { type Credential, requireToCome } from './api-client.ts';
import { holdApiClient } from './hold-api-client.ts';
import { type ApiClientRow, changeApiClient } from './store.ts';

/** What is absent stays; `expiresAt` null is never. */
export type ApiClientUpdate = { name?: string; scopes?: string[]; expiresAt?: Date | null };

const fields = ['name', 'scopes', 'expiresAt'] as const;

/**
 * Changes name, scopes or end of a client or a key. What it may do is read with every request, so tokens that are out lose at once what
 * the client loses; they gain nothing, since they were given for less.
 * @throws api_client.not_found or api_key.not_found, request.version_outdated, request.version_missing, request.invalid, api_client.yourself
 */
export async function updateApiClient(ctx: Context, id: string, { name, scopes, expiresAt }: ApiClientUpdate, credential: Credential = 'client'): Promise<ApiClientRow> {
  requireRight(ctx, 'admin');
  requireToCome(expiresAt, ctx.clock.now());
  return inTransaction(ctx, async (ctx) => {
    const before = await holdApiClient(ctx, id, credential);
    requireVersion(ctx, before.version);
    const after = { ...before, ...(name !== undefined && { name: name.trim() }), ...(scopes && { scopes: [...new Set(scopes)] }), ...(expiresAt !== undefined && { expiresAt }) };
    const { name: renamed, ...granted } = changesBetween(before, after, fields);
    if (!renamed && Object.keys(granted).length === 0) return before;
    if (Object.keys(granted).length > 0 && ctx.actor.kind === 'api_client' && ctx.actor.id === id) throw problem('api_client.yourself');
    const row = await changeApiClient(ctx.db, ctx.providerId, id, { name: after.name, scopes: after.scopes, expiresAt: after.expiresAt });
    await recordEvent(ctx, { type: 'api_client.changed', data: { apiClientId: id, name: before.name, credential, changes: { ...(renamed && { name: renamed }), ...granted } } });
    return row;
  });
}
