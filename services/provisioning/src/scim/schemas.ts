import Type, { type TSchema } from 'typebox';
import { bodyOf, Moment, nullable, ProblemAction, ProblemCodes, ref } from '../http/schema.ts';
import { type Attribute, EXTENSION } from './attributes.ts';
import { ownAttributes, topAttributes } from './scim-user.ts';

export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const scimTypes = ['invalidFilter', 'tooMany', 'uniqueness', 'mutability', 'invalidSyntax', 'invalidPath', 'noTarget', 'invalidValue', 'invalidCursor', 'invalidCount'] as const;
export type ScimType = (typeof scimTypes)[number];

/** Documents more than it demands: identity systems differ, and what is sent is read by the attributes' own rules. */
const loose = <T = Record<string, unknown>>(schema: object) => Type.Unsafe<T>({ type: 'object', additionalProperties: true, ...schema });

function shapeOf({ type, multiValued, description, sub, canonicalValues }: Attribute): TSchema {
  const words = canonicalValues ? ` One of: ${canonicalValues.join(', ')}.` : '';
  const one = sub ? loose({ properties: Object.fromEntries(sub.map((part) => [part.name, shapeOf(part)])) }) : Type.Unsafe({ type });
  return Type.Unsafe(multiValued ? { type: 'array', items: one, description } : { ...one, description: `${description}${words}` });
}
const shapesOf = (attributes: readonly Attribute[]) => Object.fromEntries(attributes.map((attribute) => [attribute.name, shapeOf(attribute)]));
const urns = { type: 'array', items: { type: 'string' } };

const writable = {
  schemas: urns,
  ...shapesOf(topAttributes),
  [EXTENSION]: loose({ properties: shapesOf(ownAttributes), description: 'What BroadWorks and the onboarding template know of a user.' }),
};
export const NewScimUser = loose({ $id: 'NewScimUser', properties: writable, required: ['userName'], description: 'A user as an identity system hands it over. What is not known is ignored (RFC 7643, section 2.1).' });
export const ScimUser = loose({
  $id: 'ScimUser',
  properties: { id: { type: 'string', format: 'uuid' }, ...writable, meta: loose({ properties: { resourceType: { type: 'string' }, created: { type: 'string' }, lastModified: { type: 'string' }, location: { type: 'string' }, version: { type: 'string' } } }) },
  required: ['schemas', 'id'],
});
const listed = (items: object) => ({ schemas: urns, totalResults: { type: 'integer', description: 'Exact up to 10,000. Beyond that at least one more than has been read while more follow, and exact on the last page.' }, startIndex: { type: 'integer' }, itemsPerPage: { type: 'integer' }, nextCursor: { type: 'string', description: 'Give it as `cursor` to read on; absent on the last page.' }, Resources: { type: 'array', items } });
export const ScimUserList = loose({ $id: 'ScimUserList', properties: listed(ref(ScimUser)), required: ['schemas', 'totalResults'] });
export const ScimList = loose({ $id: 'ScimList', properties: listed(loose({})), required: ['schemas', 'totalResults'], description: 'A list of what describes the server.' });
export const ScimDescription = loose({ $id: 'ScimDescription', description: 'What the server offers, as in RFC 7643, sections 5 to 7.' });

const operation = loose({ properties: { op: { type: 'string', description: '`add`, `replace` or `remove`, in any case.' }, path: { type: 'string' }, value: { description: 'Whatever the attribute takes; without a path an object.' } }, required: ['op'] });
export const ScimPatch = loose({ $id: 'ScimPatch', properties: { schemas: urns, Operations: { type: 'array', items: operation } }, required: ['Operations'], description: 'RFC 7644, section 3.5.2.' });

const names = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 });
export const ScimSearch = loose<{ attributes?: string[]; excludedAttributes?: string[]; filter?: string; sortBy?: string; sortOrder?: string; startIndex?: number; count?: number; cursor?: string }>({
  $id: 'ScimSearch',
  properties: { schemas: urns, attributes: names, excludedAttributes: names, filter: { type: 'string' }, sortBy: { type: 'string' }, sortOrder: { type: 'string' }, startIndex: { type: 'integer' }, count: { type: 'integer' }, cursor: { type: 'string' } },
});

export const ScimError = Type.Object(
  {
    schemas: Type.Array(Type.String()),
    status: Type.String({ description: 'The HTTP status, as a text.' }),
    scimType: Type.Optional(closedListOf()),
    detail: Type.Optional(Type.String()),
  },
  { $id: 'ScimError', description: 'An error as in RFC 7644, section 3.12.' },
);
function closedListOf() {
  return Type.Unsafe<ScimType>({ type: 'string', enum: [...scimTypes] });
}

export const SCIM_MEDIA = 'application/scim+json';
/** A shape in both media types of SCIM. */
export const inScim = (schema: TSchema, description: string) => ({ description, content: { [SCIM_MEDIA]: { schema }, 'application/json': { schema } } });

const meanings = { '400': 'The request is not valid.', '401': 'The token opens nothing.', '403': 'The template takes nobody.', '404': 'There is no such thing in this template.', '409': 'Another user has it, or the state does not allow this.', '412': 'The user is not as it was read.', '413': 'The body is too large.', '429': 'Too many requests; `Retry-After` tells how long to wait.', '501': 'Not offered here.' } as const;
export const scimRefusals = (...statuses: (keyof typeof meanings)[]) => Object.fromEntries(statuses.map((status) => [status, inScim(ref(ScimError), meanings[status])]));

export const userQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'RFC 7644, 3.4.2.2: every attribute, `eq ne co sw ew gt ge lt le pr`, `and or not`, brackets, `emails[type eq "work"].value`. Beyond 50,000 users it must hold one of userName, externalId, extension userId, emails (eq, sw), id (eq), meta.created, meta.lastModified, joined by `and`; else 400 `tooMany`.' })),
  sortBy: Type.Optional(Type.String({ maxLength: 200, description: 'userName, meta.created, meta.lastModified, id and extension userId in any list; every other attribute in one of at most 50,000 users.' })),
  sortOrder: Type.Optional(Type.String({ maxLength: 20, description: '`ascending` (when absent) or `descending`.' })),
  startIndex: Type.Optional(Type.Integer({ description: 'The first one\'s number, from 1.' })),
  count: Type.Optional(Type.Integer({ description: 'How many at most; 100 when absent, never more than 500.' })),
  cursor: Type.Optional(Type.String({ maxLength: 2_000, description: 'Empty for the first page, then `nextCursor` (RFC 9865).' })),
  attributes: Type.Optional(Type.String({ maxLength: 2_000, description: 'Names, separated by commas; only these are answered.' })),
  excludedAttributes: Type.Optional(Type.String({ maxLength: 2_000 })),
});
export const shownQuery = Type.Pick(userQuery, ['attributes', 'excludedAttributes']);

const Token = Type.Object({ end: Type.String({ description: 'Its last four characters.' }), madeAt: Moment, oldUntil: nullable({ ...Moment, description: 'Until when the one before still works.' }) });
const Refusal = Type.Object({ at: Moment, reason: ref(ProblemCodes), action: ref(ProblemAction), call: Type.String({ examples: ['POST /Users'] }), field: nullable(Type.String({ description: 'JSON Pointer to the attribute.' })), overAt: nullable({ ...Moment, description: 'When it worked again; null while it has not.' }) });
const access = {
  url: Type.String({ description: 'The base URL for the identity system; Entra calls it the tenant URL.' }),
  token: nullable(Token),
  spEnterpriseId: nullable(Type.String({ description: 'The customer of users that come without one.' })),
  lastUsedAt: nullable(Moment),
  lastRefusal: nullable(Refusal),
};
export const ScimAccess = Type.Object(access, { $id: 'ScimAccess', description: 'How identity systems come in to a template; `token` is null while they may not.' });
export const MadeScimToken = Type.Object({ ...access, bearerToken: Type.String({ description: 'Shown this once.' }) }, { $id: 'MadeScimToken' });
const customer = nullable(Type.String({ minLength: 1, maxLength: 161, pattern: '\\S', description: 'The customer of users that come without one; null asks every user for one.' }));
export const ScimTokenRequest = bodyOf('ScimTokenRequest', { spEnterpriseId: Type.Optional(customer), graceHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720, default: 24, description: 'How long a token made before works on; 0 ends it at once.' })) });
export const ScimAccessChanges = bodyOf('ScimAccessChanges', { spEnterpriseId: customer });
