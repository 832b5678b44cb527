import { quoted } from './keys.ts';

/**
 * The header that names what a POST does: the same key on every attempt at the same thing, and it is done once.
 * @param key any text of yours that names what is to be done, e.g. an order number. Without it the client makes one up, which protects
 * against a lost answer but not against your program starting over.
 * @example client.POST('/v1/bulk-operations', { params: { header: once('order-4711') }, body })
 */
export const once = (key: string): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': quoted(key) });
