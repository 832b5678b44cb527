import type { App } from './app-type.ts';

/** `since` it should not be used, `sunset` it is gone: twelve months later at the earliest. `page` tells what to use instead. */
export type Deprecation = { since: Date; sunset: Date; page: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    deprecated?: Deprecation;
  }
}

/** Lets a route say in its config that it will go: in the description, and in every answer (RFC 9745, RFC 8594). */
export function announceDeprecation(app: App): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.deprecated) route.schema = { ...route.schema, deprecated: true };
  });
  app.addHook('onRequest', async ({ routeOptions }, reply) => {
    const { deprecated } = routeOptions.config;
    if (!deprecated) return;
    const { since, sunset, page } = deprecated;
    reply.headers({ deprecation: `@${Math.floor(since.getTime() / 1000)}`, sunset: sunset.toUTCString(), link: `<${page}>; rel="deprecation", <${page}>; rel="sunset"` });
  });
}
