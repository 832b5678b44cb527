import { type Attribute, CORE, coreAttributes, EXTENSION } from './attributes.ts';
import { ownAttributes } from './scim-user.ts';

export const PAGE = { usual: 100, most: 500 } as const;
const MOST_BODY = 256 * 1024;

/** What this server offers (RFC 7643, section 5; paging as in RFC 9865, section 4). @param base without a slash at the end */
export const serviceProviderConfig = (base: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: MOST_BODY },
  filter: { supported: true, maxResults: PAGE.most },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', defaultPageSize: PAGE.usual, maxPageSize: PAGE.most },
  authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'The token of the template, made in the console.', specUri: 'https://www.rfc-editor.org/info/rfc6750', primary: true }],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

/** Users only. Identity systems ask for groups all the same, and are told that there are none. */
export const resourceTypes = (base: string) => [
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'A user who is handed over to the template.',
    schema: CORE,
    schemaExtensions: [{ schema: EXTENSION, required: false }],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  },
];

export const schemas = (base: string) => [schemaOf(base, CORE, 'User', 'A user.', coreAttributes), schemaOf(base, EXTENSION, 'VestibuleUser', 'What BroadWorks and the onboarding template know of a user.', ownAttributes)];

const schemaOf = (base: string, id: string, name: string, description: string, attributes: readonly Attribute[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description,
  attributes: attributes.map(describe),
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
});

const describe = ({ name, type, description, multiValued = false, required = false, caseExact = false, mutability, uniqueness, canonicalValues, sub }: Attribute): Record<string, unknown> => ({
  name,
  type,
  multiValued,
  description,
  required,
  ...(type === 'string' ? { caseExact, uniqueness: uniqueness ?? 'none' } : {}),
  ...(canonicalValues ? { canonicalValues } : {}),
  mutability: mutability ?? 'readWrite',
  returned: 'default',
  ...(sub ? { subAttributes: sub.map(describe) } : {}),
});

export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** A list that is always whole. */
export const wholeList = (resources: readonly unknown[]) => ({ schemas: [LIST_RESPONSE], totalResults: resources.length, startIndex: 1, itemsPerPage: resources.length, Resources: resources });
