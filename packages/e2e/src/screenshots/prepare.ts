import { generateKeyPairSync } from 'node:crypto';
import { ownerCalls } from '../owner-calls.ts';
import type { Demo } from '../product.ts';

/** Somebody whose invitation is looked at. */
export const invited = { name: 'Amélie Rousseau', email: 'amelie.rousseau@northwind.example', role: 'admin', templateIds: null };

/** What the demo lacks and lists are dull without: people who were invited, operations that have run, and a webhook whose receiver does not answer, a
 * program that signs and one with a key. */
export async function prepare(demo: Demo): Promise<void> {
  const call = await ownerCalls(demo);
  const { items } = await call<{ items: { id: string }[] }>('/v1/templates?limit=1');
  const people = [
    invited,
    { name: 'Karl Berg', email: 'karl.berg@northwind.example', role: 'operator', templateIds: items.map(({ id }) => id) },
    { name: 'Help desk', email: 'help@northwind.example', role: 'help_desk', templateIds: null },
  ];
  for (const person of people) await call('/v1/admins', person);
  await call('/v1/bulk-operations', { action: 'change_package', package: 'premium', target: { filter: { status: 'error' } } });
  await call('/v1/bulk-operations', { action: 'resend', target: { filter: { status: 'pending_email_validation' } } });
  const scopes = ['templates:read', 'subscribers:read', 'subscribers:write'];
  const expiresAt = new Date(Date.now() + 90 * 86_400_000).toISOString();
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await call('/v1/api-clients', { name: 'Signing gateway', scopes, expiresAt, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) });
  await call('/v1/api-keys', { name: 'Nightly report on srv-12', scopes: ['subscribers:read'], expiresAt });
  const webhook = await call<{ id: string }>('/v1/webhooks', { url: 'https://oss.northwind.example/hooks/vestibule', description: 'Order system', types: ['subscriber', 'operation.failed'] });
  await call(`/v1/webhooks/${webhook.id}/test`, {});
}
