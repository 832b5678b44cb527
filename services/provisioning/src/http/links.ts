import type { App } from './app-type.ts';

/**
 * Says in headers what clients follow without knowing our bodies: `Link` to the first and the next page (RFC 8288), and `Location` of what a POST
 * has made, wherever it can be read by its id.
 */
export function linkAnswers(app: App): void {
  const readable = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    if (method === 'GET' && /\/:\w+Id$/.test(url)) readable.add(url.replace(/\/:\w+Id$/, ''));
  });

  app.addHook('preSerialization', async (request, reply, payload) => {
    if (typeof payload !== 'object' || payload === null) return payload;
    const { publicUrl } = request.ctx.config;
    if (request.method === 'GET' && 'nextCursor' in payload) {
      const { nextCursor } = payload;
      const at = (cursor: string | null) => {
        const url = new URL(request.url, publicUrl);
        if (cursor === null) url.searchParams.delete('cursor');
        else url.searchParams.set('cursor', cursor);
        return url.href;
      };
      reply.header('link', [`<${at(null)}>; rel="first"`, ...(typeof nextCursor === 'string' ? [`<${at(nextCursor)}>; rel="next"`] : [])].join(', '));
    }
    const path = request.routeOptions.url ?? '';
    if (request.method === 'POST' && reply.statusCode === 201 && 'id' in payload && readable.has(path) && !reply.hasHeader('location')) reply.header('location', `${path}/${String(payload.id)}`);
    return payload;
  });
}
