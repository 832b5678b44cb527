import Type from 'typebox';
import type { App } from './app-type.ts';
import { ref } from './schema.ts';

const Target = Type.Object({ href: Type.String({ format: 'uri' }), type: Type.String() });
const Relations = Type.Object({ anchor: Type.String({ format: 'uri' }), 'service-desc': Type.Array(Target), 'service-doc': Type.Array(Target), status: Type.Array(Target) });
const ApiCatalog = Type.Object({ linkset: Type.Array(Relations) }, { $id: 'ApiCatalog', description: 'A set of links as in RFC 9264.' });
const LINKSET = 'application/linkset+json';

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
  const description = 'RFC 9727: where description, reference and health of the API stand, for who knows only the host.';
  app.get('/.well-known/api-catalog', { schema: { operationId: 'getApiCatalog', summary: 'Find the API from its host', description, tags: ['Operations'], security: [], response: { 200: { description: 'The links.', content: { [LINKSET]: { schema: ref(ApiCatalog) } } } } } }, async (_request, reply) =>
    reply
      .header('link', `<${at('/.well-known/api-catalog')}>; rel="api-catalog"`)
      .header('cache-control', 'public, max-age=3600')
      .type(`${LINKSET}; profile="https://www.rfc-editor.org/info/rfc9727"`)
      .send(catalog),
  );
}
