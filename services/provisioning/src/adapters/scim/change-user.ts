import { CloudError } from '../../provisioning/cloud.ts';
import { type Changes, merged, patchOf } from './attribute-changes.ts';
import { at, booleanOf, readUser, type ScimUser } from './read-user.ts';
import { notUnderstood, type ScimAnswer, type ScimClient, writtenUser } from './scim-client.ts';

export const USERS = '/Users';
export const pathOf = (ref: string): string => `${USERS}/${encodeURIComponent(ref)}`;

/** How a platform takes a change: of what differs, or of the whole user, read and sent back. */
export type ChangeMethod = 'PATCH' | 'PUT';

/** A platform may learn to take PATCH. */
const REMEMBERED_MS = 3_600_000;
/** By connector, as far as this process has found out. */
const found = new Map<string, { method: ChangeMethod; until: number }>();

function remember(platform: string, method: ChangeMethod): ChangeMethod {
  found.set(platform, { method, until: performance.now() + REMEMBERED_MS });
  return method;
}

/** There is no such page or method here; for a user 404 may also mean that it is gone, and the other method tells. */
const isNoMethod = (error: unknown): boolean => error instanceof CloudError && [404, 405, 501].includes(error.status ?? 0);

/**
 * What was found out, or else what the platform says of itself (RFC 7644 4). One that says nothing, or nothing that can be read, is tried.
 * @param platform under which name it is remembered
 * @throws CloudError when we are refused, or asked for silence
 */
export async function changeMethod(call: ScimClient, platform: string): Promise<ChangeMethod> {
  const before = found.get(platform);
  if (before && before.until > performance.now()) return before.method;
  try {
    const { body } = await call({ method: 'GET', path: '/ServiceProviderConfig' });
    return remember(platform, booleanOf(at(at(body, 'patch'), 'supported')) === false ? 'PUT' : 'PATCH');
  } catch (error) {
    if (!(error instanceof CloudError) || error.status === 401 || error.status === 429) throw error;
    // Many have no such page: that is an answer, too, and need not be heard before every change.
    return isNoMethod(error) ? remember(platform, 'PATCH') : 'PATCH';
  }
}

/**
 * Reads, then changes what was read: an ETag, where one is offered, keeps two writers apart. Where PATCH is not to be had, the user that
 * was read is sent back with our changes in it, so that nothing of others is lost (RFC 7644 3.5.1).
 * @throws CloudError
 */
export async function changeUser(call: ScimClient, platform: string, id: string, changesTo: (before: ScimUser) => Changes): Promise<ScimUser> {
  const method = await changeMethod(call, platform);
  const path = pathOf(id);
  const read = await call({ method: 'GET', path });
  const before = readUser(read.body);
  if (!before) throw notUnderstood('answered', read);
  const ifMatch = read.etag ?? before.etag;
  const changes = changesTo(before);
  const shown = async (answer: ScimAnswer) => writtenUser(answer.status === 204 || answer.body === undefined ? await call({ method: 'GET', path }) : answer);
  if (method === 'PATCH') {
    try {
      return await shown(await call({ method, path, body: patchOf(changes), ifMatch }));
    } catch (error) {
      if (!isNoMethod(error)) throw error;
    }
  }
  const answer = await call({ method: 'PUT', path, body: merged(before.body, changes), ifMatch });
  remember(platform, 'PUT');
  return shown(answer);
}
