import type { ConnectionError } from 'fastify';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, problem } from '../problems.ts';
import { problemDocument } from './error-handler.ts';

/**
 * Answers what Node could not read as a request, so that there is no route, and no reply to write to: a head beyond Node's 16 kB, one that came
 * too slowly, or bytes that are no HTTP. The connection ends with it.
 */
export function answerUnreadable(publicUrl: string, { code }: Pick<ConnectionError, 'code'>, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusals[code] ?? problem('request.invalid', { detail: 'This is no HTTP request.' });
  const document = problemDocument(refusal, publicUrl, randomUUID());
  const body = JSON.stringify(document);
  const head = [`HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}`, 'Connection: close', 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff', 'Content-Type: application/problem+json', `Content-Length: ${Buffer.byteLength(body)}`, `X-Request-Id: ${document.requestId}`];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}

const refusals: Readonly<Record<string, Problem>> = { HPE_HEADER_OVERFLOW: problem('request.head_too_large'), ERR_HTTP_REQUEST_TIMEOUT: problem('request.too_slow') };
