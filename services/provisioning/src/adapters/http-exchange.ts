import { Buffer } from 'node:buffer';
import { lookup as lookUp } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, fetch } from 'undici';
import { literalAddress, mayCall } from '../checks/network.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
  timeoutMs: number;
  /** What is longer is cut off, and so does not parse: nobody can fill our memory. */
  maxBytes: number;
  /** May the address be in a private network? Link-local and metadata addresses are never called. */
  allowPrivate: boolean;
};

/** `unreached`: nothing was sent. `unknown`: it was, or may have been, and no whole answer came back. */
export type HttpResult =
  | { kind: 'answered'; status: number; headers: Pick<Headers, 'get'>; body: Buffer }
  | { kind: 'unreached'; reason: string }
  | { kind: 'unknown'; reason: string };

/**
 * One HTTP exchange with a system an admin configured. It never throws and never follows a redirect,
 * since credentials go only where the admin sent them. Reasons name the error's code and nothing of what was sent.
 */
export async function exchangeHttp({ method, url, headers, body, timeoutMs, maxBytes, allowPrivate }: HttpRequest): Promise<HttpResult> {
  if (!isPlainHttpUrl(url)) return { kind: 'unreached', reason: 'the address is not an http or https URL without credentials' };
  const literal = literalAddress(new URL(url).hostname);
  if (literal && !mayCall(literal, allowPrivate)) return { kind: 'unreached', reason: NOT_ALLOWED };
  try {
    const dispatcher = allowPrivate ? agents.anywhere : agents.publicOnly;
    const answer = await fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs), dispatcher });
    return { kind: 'answered', status: answer.status, headers: answer.headers, body: await readBody(answer, maxBytes) };
  } catch (error) {
    return failureOf(error, timeoutMs);
  }
}

const NOT_ALLOWED = 'the address is in a network that must not be called';

/** Looks names up at the moment of connecting and connects to nothing else: a name cannot change its mind between check and call. */
const guarded = (allowPrivate: boolean): LookupFunction => (hostname, options, callback) =>
  lookUp(hostname, { ...options, all: true }, (error, found) => {
    const [first, ...more] = error ? [] : found.filter(({ address }) => mayCall(address, allowPrivate));
    if (!first) callback(error ?? Object.assign(new Error(NOT_ALLOWED), { code: 'ENETWORKREFUSED' }), '', 0);
    else if (options.all) callback(null, [first, ...more]);
    else callback(null, first.address, first.family);
  });
const agents = { anywhere: new Agent({ connect: { lookup: guarded(true) } }), publicOnly: new Agent({ connect: { lookup: guarded(false) } }) };

function isPlainHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
}

async function readBody(answer: Awaited<ReturnType<typeof fetch>>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.byteLength;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks);
}

// Errors that end the attempt before the first byte of the request: no name, no connection, no trusted certificate.
const BEFORE_SENDING = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

function failureOf(error: unknown, timeoutMs: number): HttpResult {
  if (field(error, 'name') === 'TimeoutError') return { kind: 'unknown', reason: `no answer within ${timeoutMs / 1000} s` };
  const cause = field(error, 'cause');
  const code = field(cause, 'code') ?? field(error, 'code');
  if (code === 'ENETWORKREFUSED') return { kind: 'unreached', reason: NOT_ALLOWED };
  const unsent = typeof code === 'string' && (BEFORE_SENDING.has(code) || field(cause, 'syscall') === 'connect');
  return { kind: unsent ? 'unreached' : 'unknown', reason: typeof code === 'string' ? code : 'the connection broke' };
}

const field = (value: unknown, name: 'name' | 'cause' | 'code' | 'syscall'): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<typeof name, unknown>)[name] : undefined;
