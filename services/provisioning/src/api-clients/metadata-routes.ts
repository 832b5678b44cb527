import { grantableScopes } from '../access.ts';
import type { App } from '../http/app-type.ts';
import { listPublicKeys } from '../signing-keys/access-token.ts';
import { assertionAlgorithms } from './api-client.ts';

const ways = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const publicly = 'public, max-age=300';

/** What an OAuth library reads instead of our documentation: the authorization server (RFC 8414), the protected resource (RFC 9728), the keys. */
export default async function metadataRoutes(app: App, { publicUrl }: { publicUrl: string }): Promise<void> {
  const at = (path: string) => `${publicUrl}${path}`;

  const server = {
    issuer: publicUrl,
    token_endpoint: at('/oauth/token'),
    revocation_endpoint: at('/oauth/revoke'),
    jwks_uri: at('/oauth/jwks'),
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ways,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: ways,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    scopes_supported: grantableScopes,
    service_documentation: at('/docs'),
  };
  app.get('/.well-known/oauth-authorization-server', { schema: { hide: true } }, async (_request, reply) => reply.header('cache-control', publicly).send(server));

  const resource = {
    resource: publicUrl,
    resource_name: 'Vestibule',
    authorization_servers: [publicUrl],
    scopes_supported: grantableScopes,
    bearer_methods_supported: ['header'],
    resource_documentation: at('/docs'),
  };
  app.get('/.well-known/oauth-protected-resource', { schema: { hide: true } }, async (_request, reply) => reply.header('cache-control', publicly).send(resource));

  app.get('/oauth/jwks', { schema: { hide: true } }, async ({ ctx }, reply) => reply.header('cache-control', publicly).type('application/jwk-set+json').send(JSON.stringify({ keys: await listPublicKeys(ctx) })));
}
