import type { Middleware } from 'openapi-fetch';
import { keyedPosts } from './keyed-posts.gen.ts';
import type { paths } from './schema.gen.ts';

/** The document with the key left to the client, where a call needs one. */
export type KeyedPaths = { [Path in keyof paths]: { [Method in keyof paths[Path]]: KeyOptional<paths[Path][Method]> } };

type KeyOptional<Operation> = Operation extends { parameters: { header: { 'Idempotency-Key': string } } }
  ? Omit<Operation, 'parameters'> & { parameters: Omit<Operation['parameters'], 'header'> & { header?: Omit<Operation['parameters']['header'], 'Idempotency-Key'> & { 'Idempotency-Key'?: string } } }
  : Operation;

/** Names every call that needs a key by a new one, unless the caller has named it. Whoever sends the same request again sends the same key. */
export const naming: Middleware = {
  onRequest({ request, schemaPath }) {
    if (request.method === 'POST' && keyedPosts.includes(schemaPath) && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', quoted(randomKey()));
    return request;
  },
};

/** A structured-field string (RFC 9651). */
export const quoted = (key: string): string => `"${key.replace(/["\\]/g, '\\$&')}"`;

/** 128 random bits. Not `randomUUID`, which browsers keep from pages without TLS. */
export const randomKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
