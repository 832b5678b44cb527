import type { FastifyRequest } from 'fastify';
import type { App } from './app-type.ts';

/**
 * Says in headers what clients follow without knowing our bodies: `Link` to the first, the previous and the next page (RFC 8288), and `Location` of what a POST
 * has made, wherever it can be read by its id.
 */
export function linkAnswers(app: App): void {
  const readable = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    if (method === 'GET' && /\/:\w+Id$/.test(url)) readable.add(url.replace(/\/:\w+Id$/, ''));
  });

  app.addHook('preSerialization', async (request, reply, payload) => {
    if (typeof payload !== 'object' || payload === null) return payload;
    if ('nextCursor' in payload && 'prevCursor' in payload) {
      const { prevCursor, ...body } = payload;
      if (request.method === 'GET') reply.header('link', linksOf(request, { prev: prevCursor, next: body.nextCursor }));
      return body;
    }
    const path = request.routeOptions.url ?? '';
    if (request.method === 'POST' && reply.statusCode === 201 && 'id' in payload && readable.has(path) && !reply.hasHeader('location')) reply.header('location', `${path}/${String(payload.id)}`);
    return payload;
  });
}

function linksOf(request: FastifyRequest, cursors: Record<string, unknown>): string {
  const link = (rel: string, cursor: string | null) => {
    const url = new URL(request.url, request.ctx.config.publicUrl);
    if (cursor === null) url.searchParams.delete('cursor');
    else url.searchParams.set('cursor', cursor);
    return `<${url.href}>; rel="${rel}"`;
  };
  return [link('first', null), ...Object.entries(cursors).flatMap(([rel, cursor]) => (typeof cursor === 'string' ? [link(rel, cursor)] : []))].join(', ');
}
