import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { patched } from './patch-user.ts';
import { ScimRefusal } from './refusal.ts';
import type { ScimFault } from './scim-faults.ts';
import { member, type StoredUser, type UserStore, valuesOf } from './user-store.ts';

export const USERS = '/scim/v2/Users';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

export type UserParts = {
  users: UserStore;
  faultOf(request: FastifyRequest): ScimFault | undefined;
  patch: boolean;
  dropped: readonly string[];
  unsearched: readonly string[];
  published(user: StoredUser): object;
};
type Json = { [name: string]: unknown };
type ById = { Params: { id: string } };

/** Users: create, read, search, PATCH, replace and delete (RFC 7644 3). */
export const installUsers = (app: FastifyInstance, { users, faultOf, patch, dropped, unsearched, published }: UserParts): void => {
  const shown = (reply: FastifyReply, user: StoredUser): FastifyReply => reply.header('etag', tag(user.version)).send(published(user));
  const kept = (attributes: Json): Json => but(dropped, attributes);
  app.post(USERS, async (request, reply) => {
    const fault = faultOf(request);
    const attributes = checked(request.body);
    if (fault?.fault !== 'allow_duplicate') refuseTaken(users, attributes);
    const made = users.add(kept(attributes), fault?.fault === 'hide' ? fault.forMs : 0);
    if (fault?.fault === 'dialect') return reply.code(200).send(dialect(made));
    return shown(reply.code(201).header('location', `${USERS}/${made.id}`), made);
  });
  app.get<{ Querystring: { filter?: string; startIndex?: string; count?: string } }>(USERS, async (request) => {
    const found = search(users, request.query.filter, unsearched);
    const start = Math.max(1, Number(request.query.startIndex ?? 1));
    const page = found.slice(start - 1, start - 1 + Math.min(200, Number(request.query.count ?? 100)));
    if (faultOf(request)?.fault === 'dialect') return { TotalResults: String(found.length), ...(page.length > 0 && { resources: page.map(dialect) }) };
    return { schemas: [LIST], totalResults: found.length, startIndex: start, itemsPerPage: page.length, Resources: page.map(published) };
  });
  app.get<ById>(`${USERS}/:id`, async (request, reply) => shown(reply, existing(users, request.params.id)));
  app.patch<ById>(`${USERS}/:id`, async (request, reply) => {
    if (!patch) throw new ScimRefusal(501, 'PATCH is not supported.');
    const user = unchanged(existing(users, request.params.id), request);
    const attributes = patched(user.attributes, request.body);
    refuseTaken(users, attributes, user.id);
    const changed = users.change(user, kept(attributes));
    if (faultOf(request)?.fault === 'dialect') return reply.code(204).send();
    return shown(reply, changed);
  });
  app.put<ById>(`${USERS}/:id`, async (request, reply) => {
    const user = unchanged(existing(users, request.params.id), request);
    const attributes = checked(request.body);
    refuseTaken(users, attributes, user.id);
    return shown(reply, users.change(user, kept(attributes)));
  });
  app.delete<ById>(`${USERS}/:id`, async (request, reply) => {
    users.remove(existing(users, request.params.id));
    return reply.code(204).send();
  });
};

/** One user as the service shows it, but for what it never shows. */
export const publishedBut = (unshown: readonly string[]) => ({ id, version, attributes }: StoredUser): object => ({ ...but(unshown, attributes), id, meta: { resourceType: 'User', version: tag(version), location: `${USERS}/${id}` } });

/** The same as careless services write it: no schemas, other case, texts for booleans. */
const dialect = ({ id, attributes: { schemas: _none, active, ...others } }: StoredUser): object => ({ Id: id, ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name.startsWith('urn:') ? name : name.toUpperCase(), value])), Active: active === false ? 'False' : 'True' });

const tag = (version: number): string => `W/"${version}"`;

const but = (names: readonly string[], attributes: Json): Json => Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));

const search = (users: UserStore, filter: string | undefined, unsearched: readonly string[]): StoredUser[] => {
  if (filter === undefined) return users.list().filter(({ shownFrom }) => shownFrom <= Date.now());
  const [, attribute = '', value = ''] = /^([\w.]+) eq ("(?:[^"\\]|\\.)*")$/i.exec(filter) ?? [];
  if (!attribute || unsearched.includes(attribute)) throw new ScimRefusal(400, 'This filter is not understood.', 'invalidFilter');
  return users.find(attribute, String(JSON.parse(value)));
};

const checked = (body: unknown): { [name: string]: unknown } => {
  if (typeof member(body, 'userName') !== 'string') throw new ScimRefusal(400, 'userName is required.', 'invalidValue');
  const { id: _id, meta: _meta, ...attributes } = body as { [name: string]: unknown };
  return attributes;
};

const refuseTaken = (users: UserStore, attributes: { [name: string]: unknown }, but?: string): void => {
  for (const attribute of ['userName', 'externalId', 'emails.value']) {
    for (const value of valuesOf({ attributes }, attribute)) {
      if (users.isTaken(attribute, value, but)) throw new ScimRefusal(409, `${attribute} is taken.`, 'uniqueness');
    }
  }
};

const unchanged = (user: StoredUser, request: FastifyRequest): StoredUser => {
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && wanted !== tag(user.version)) throw new ScimRefusal(412, 'The user has changed meanwhile.');
  return user;
};

const existing = (users: UserStore, id: string): StoredUser => {
  const user = users.byId(id);
  if (!user) throw new ScimRefusal(404, 'There is no user with this id.');
  return user;
};
