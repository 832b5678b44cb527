import fastifyPlugin from 'fastify-plugin';
import type { Context } from '../context.ts';
import { problem } from '../problems.ts';
import type { App } from './app-type.ts';

/** How a host name is turned into the provider whose own it is; the feature that owns the setting knows. */
export type FindOwnHost = (ctx: Context, host: string | undefined) => Promise<Context['ownHost'] | null>;

/** What a provider's own host serves: the portal, what it calls, and the pictures it shows. */
const served = [/^\/activate\//, /^\/v1\/activation\//, /^\/v1\/mail-blocks$/, /^\/v1\/logos\//];

/**
 * Marks requests that come to a provider's own host, and serves them nothing but the portal: the console, the API and the adapter are at
 * PUBLIC_URL only. The Host header decides alone; a proxy must pass it on.
 * @throws request.not_found
 */
export const ownHost = fastifyPlugin(async (app: App, { findOwnHost }: { findOwnHost: FindOwnHost }) => {
  app.addHook('onRequest', async (request) => {
    const found = await findOwnHost(request.ctx, request.headers.host);
    if (!found) return;
    request.ctx = { ...request.ctx, ownHost: found };
    const route = request.routeOptions.url ?? '';
    if (!served.some((path) => path.test(route))) throw problem('request.not_found');
  });
});
