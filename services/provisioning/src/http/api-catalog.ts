import type { App } from './app-type.ts';

/** Where programs that know nothing but our host find the description, the reference and the health of the API (RFC 9727). */
export async function apiCatalog(app: App, { publicUrl }: { publicUrl: string }): Promise<void> {
  const at = (path: string) => `${publicUrl}${path}`;
  const catalog = {
    linkset: [
      {
        anchor: at('/v1'),
        'service-desc': [{ href: at('/openapi.yaml'), type: 'application/yaml' }],
        'service-doc': [{ href: at('/docs'), type: 'text/html' }],
        status: [{ href: at('/readyz'), type: 'application/json' }],
      },
    ],
  };
  app.get('/.well-known/api-catalog', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('link', `<${at('/.well-known/api-catalog')}>; rel="api-catalog"`)
      .header('cache-control', 'public, max-age=3600')
      .type('application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"')
      .send(JSON.stringify(catalog)),
  );
}
