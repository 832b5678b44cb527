import Type from 'typebox';
import { grantableScopes } from '../access.ts';
import { assertionAlgorithms } from './client-key.ts';

const Address = Type.String({ format: 'uri' });
const words = (description?: string) => Type.Array(Type.String(), description ? { description } : {});

export const AuthorizationServer = Type.Object(
  {
    issuer: Address,
    token_endpoint: Address,
    revocation_endpoint: Address,
    jwks_uri: Address,
    grant_types_supported: words(),
    response_types_supported: words(),
    token_endpoint_auth_methods_supported: words(),
    token_endpoint_auth_signing_alg_values_supported: words('What assertions may be signed with.'),
    revocation_endpoint_auth_methods_supported: words(),
    revocation_endpoint_auth_signing_alg_values_supported: words(),
    scopes_supported: words(),
    service_documentation: Address,
  },
  { $id: 'AuthorizationServer', description: 'Metadata as in RFC 8414.' },
);

export const ProtectedResource = Type.Object(
  { resource: Address, resource_name: Type.String(), authorization_servers: Type.Array(Address), scopes_supported: words(), bearer_methods_supported: words(), resource_documentation: Address },
  { $id: 'ProtectedResource', description: 'Metadata as in RFC 9728.' },
);

const SigningKey = Type.Object({ kty: Type.String(), crv: Type.String(), x: Type.String(), y: Type.String(), kid: Type.String({ description: 'As in the header of a token.' }), alg: Type.String(), use: Type.String() });
export const SigningKeys = Type.Object({ keys: Type.Array(SigningKey, { description: 'The one that signs now, the one that will, and those whose tokens still live.' }) }, { $id: 'SigningKeys', description: 'Public keys as in RFC 7517.' });

const ways = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];

/** @param publicUrl our issuer, and what tokens are for. */
export const authorizationServer = (publicUrl: string) => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}/oauth/token`,
  revocation_endpoint: `${publicUrl}/oauth/revoke`,
  jwks_uri: `${publicUrl}/oauth/jwks`,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ways,
  token_endpoint_auth_signing_alg_values_supported: [...assertionAlgorithms],
  revocation_endpoint_auth_methods_supported: ways,
  revocation_endpoint_auth_signing_alg_values_supported: [...assertionAlgorithms],
  scopes_supported: [...grantableScopes],
  service_documentation: `${publicUrl}/docs`,
});

/** @param publicUrl as above */
export const protectedResource = (publicUrl: string) => ({
  resource: publicUrl,
  resource_name: 'Vestibule',
  authorization_servers: [publicUrl],
  scopes_supported: [...grantableScopes],
  bearer_methods_supported: ['header'],
  resource_documentation: `${publicUrl}/docs`,
});
