import { CORE, EXTENSION } from './attributes.ts';
import type { ScimDocument } from './scim-user.ts';

type Shown = {
  id: string;
  document: ScimDocument;
  active: boolean;
  comesBack: boolean;
  userId: string;
  spEnterpriseId: string;
  createdAt: Date;
  updatedAt: Date;
  version: number;
  became: { id: string; status: string; removing: boolean; version: number } | null;
};

/** Active while there is somebody here, or will be as soon as running work lets us. */
const isActive = ({ active, became, comesBack }: Shown): boolean => active && ((became !== null && !became.removing) || comesBack);

/** The first half is what a client may change and is what If-Match compares; the second tells that the activation went on. */
export const versionOf = ({ version, became }: Pick<Shown, 'version' | 'became'>): string => `W/"${version}-${became ? became.version : 0}"`;

/** The version a client read, or null when the tag is none of ours: then nothing matches. */
export function versionsIn(ifMatch: string): 'any' | number[] {
  if (ifMatch.trim() === '*') return 'any';
  return ifMatch.split(',').flatMap((tag) => {
    const [, version] = /^\s*(?:W\/)?"(\d+)-\d+"\s*$/.exec(tag) ?? [];
    return version === undefined ? [] : [Number(version)];
  });
}

export const locationOf = (base: string, id: string): string => `${base}/Users/${id}`;

/** A user in the form of RFC 7643: what the identity system said, what it was made here, and how far that has come. */
export function showUser(user: Shown, base: string): Record<string, unknown> {
  const { [EXTENSION]: own = {}, active: _, externalId, ...core } = user.document;
  const { id, userId, spEnterpriseId, became } = user;
  return {
    schemas: [CORE, EXTENSION],
    id,
    ...(externalId === undefined ? {} : { externalId }),
    ...core,
    active: isActive(user),
    [EXTENSION]: { ...own, userId, spEnterpriseId, ...(became && !became.removing ? { status: became.status, subscriberId: became.id } : {}) },
    meta: { resourceType: 'User', created: user.createdAt.toISOString(), lastModified: user.updatedAt.toISOString(), location: locationOf(base, id), version: versionOf(user) },
  };
}
