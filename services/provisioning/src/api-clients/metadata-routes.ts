import type { App } from '../http/app-type.ts';
import { ref } from '../http/schema.ts';
import { listPublicKeys } from '../signing-keys/access-token.ts';
import { AuthorizationServer, authorizationServer, ProtectedResource, protectedResource, SigningKeys } from './metadata-schemas.ts';

const tags = ['Access'];
/** For everybody, and for as long as a new key is published before it signs, many times over. */
const publicly = 'public, max-age=300';

/** What an OAuth library reads instead of our documentation: the authorization server (RFC 8414), the protected resource (RFC 9728), the keys. */
export default async function metadataRoutes(app: App, { publicUrl }: { publicUrl: string }): Promise<void> {
  const server = authorizationServer(publicUrl);
  app.get(
    '/.well-known/oauth-authorization-server',
    { schema: { operationId: 'getAuthorizationServer', summary: 'Find out how to get a token', description: 'RFC 8414. Public, and the same for everybody.', tags, security: [], response: { 200: ref(AuthorizationServer) } } },
    async (_request, reply) => reply.header('cache-control', publicly).send(server),
  );

  const resource = protectedResource(publicUrl);
  app.get(
    '/.well-known/oauth-protected-resource',
    { schema: { operationId: 'getProtectedResource', summary: 'Find out who gives tokens for this API', description: 'RFC 9728. Every 401 names this address.', tags, security: [], response: { 200: ref(ProtectedResource) } } },
    async (_request, reply) => reply.header('cache-control', publicly).send(resource),
  );

  const description = 'RFC 7517. With them a gateway checks access tokens (`typ` is `at+jwt`, RFC 9068) before we do. Ask again for a `kid` that is not there; a new key is published an hour before it signs. What was revoked, and what a client has lost, only we know.';
  app.get(
    '/oauth/jwks',
    { schema: { operationId: 'listSigningKeys', summary: 'Read the public keys access tokens are signed with', description, tags, security: [], response: { 200: { description: 'The keys.', content: { 'application/jwk-set+json': { schema: ref(SigningKeys) } } } } } },
    async ({ ctx }, reply) => reply.header('cache-control', publicly).type('application/jwk-set+json').send({ keys: await listPublicKeys(ctx) }),
  );
}
