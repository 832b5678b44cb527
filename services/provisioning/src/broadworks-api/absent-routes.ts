import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../http/app-type.ts';
import { problem } from '../problems.ts';

/** Collects the routes of `app` and those registered in it from now on. @returns which methods an address takes */
export function methodsByAddress(app: App): (url: string) => string[] {
  const known: { method: string; address: RegExp }[] = [];
  app.addHook('onRoute', ({ url, method, schema }) => {
    // What is not in the contract only says that it is not there.
    if (schema?.hide) return;
    const address = new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}/?$`);
    for (const each of [method].flat()) known.push({ method: each, address });
  });
  return (url) => {
    const [path = ''] = url.split('?');
    return [...new Set(known.filter(({ address }) => address.test(path)).map(({ method }) => method))].sort();
  };
}

/**
 * What is answered where the published API has an address and this service has nothing, and to a method an address does not take:
 * both in the published form, the latter with Allow.
 */
export async function absentRoutes(app: App, { methodsAt }: { methodsAt: (url: string) => string[] }): Promise<void> {
  const refuse = (request: FastifyRequest, reply: FastifyReply): never => {
    const methods = methodsAt(request.url);
    // Methods that are taken there, but for a slash at the end, are no reason to refuse this one.
    if (methods.length === 0 || methods.includes(request.method)) throw problem(/\/billing\/reports\/[^/]/.test(request.url) ? 'published.no_billing_report' : 'request.not_found');
    reply.header('allow', methods.join(', '));
    throw problem('request.method_not_allowed');
  };
  for (const prefix of ['/v1/broadworks', '/v1/subscribers/:subscriberId/emails']) {
    await app.register(async (part: App) => part.setNotFoundHandler(refuse), { prefix });
  }
}
