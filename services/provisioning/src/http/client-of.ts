import type { FastifyRequest } from 'fastify';
import { networkOf } from './rate-limit.ts';

/** Where a request comes from: `network` is what its neighbours share, for counting; the other two are for people to read. */
export type Client = { network: string; address: string; userAgent: string | null };

const LONGEST_USER_AGENT = 400;

export function clientOf(request: FastifyRequest): Client {
  const userAgent = request.headers['user-agent']?.replace(/\p{Cc}/gu, '').slice(0, LONGEST_USER_AGENT) ?? null;
  return { network: networkOf(request.ip), address: request.ip, userAgent };
}
