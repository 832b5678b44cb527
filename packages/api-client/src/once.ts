/**
 * The header that lets a POST be repeated without acting twice: the same key on every attempt at the same thing.
 * @param key any text of yours that names what is to be done once, e.g. an order number; random when left out, which protects
 * against a lost answer but not against your program starting over.
 * @example client.POST('/v1/bulk-operations', { params: { header: once('order-4711') }, body })
 */
export const once = (key: string = crypto.randomUUID()): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': `"${key.replace(/["\\]/g, '\\$&')}"` });
