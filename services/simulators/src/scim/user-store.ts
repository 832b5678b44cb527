import { randomUUID } from 'node:crypto';
import { createJsonFile } from '../json-file.ts';

type Json = { [name: string]: unknown };
/** A user as RFC 7643 has it; `version` counts changes, and searches show it from `shownFrom` on. */
export type StoredUser = { id: string; version: number; shownFrom: number; attributes: Json };

export type UserStore = ReturnType<typeof createUserStore>;

/** @param path a file that keeps the users across restarts; without it they live in memory */
export const createUserStore = (path?: string) => {
  const file = createJsonFile<{ users: StoredUser[]; created: Record<string, number> }>(path, { users: [], created: {} });
  let { users, created } = structuredClone(file.load());
  const save = (): void => file.save({ users, created });
  return {
    list: () => users,
    byId: (id: string) => users.find((user) => user.id === id),
    /** Users of exactly this value, in any case; what is not shown yet is passed over. */
    find: (attribute: string, value: string) => users.filter((user) => user.shownFrom <= Date.now() && valuesOf(user, attribute).some((own) => own.toLowerCase() === value.toLowerCase())),
    /** Whether anybody has this value, shown or not. */
    isTaken: (attribute: string, value: string, but?: string) => users.some((user) => user.id !== but && valuesOf(user, attribute).some((own) => own.toLowerCase() === value.toLowerCase())),
    add(attributes: Json, hiddenMs = 0): StoredUser {
      const user: StoredUser = { id: randomUUID(), version: 1, shownFrom: Date.now() + hiddenMs, attributes };
      users = [...users, user];
      const [key = ''] = valuesOf(user, 'externalId');
      created = { ...created, [key.toLowerCase()]: (created[key.toLowerCase()] ?? 0) + 1 };
      save();
      return user;
    },
    change(user: StoredUser, attributes: Json): StoredUser {
      const changed = { ...user, version: user.version + 1, attributes };
      users = users.map((other) => (other.id === user.id ? changed : other));
      save();
      return changed;
    },
    remove(user: StoredUser): void {
      users = users.filter(({ id }) => id !== user.id);
      save();
    },
    /** How many users were ever created with this external id, those removed since included. */
    createdCount: (externalId: string) => created[externalId.toLowerCase()] ?? 0,
    clear(): void {
      users = [];
      created = {};
      save();
    },
  };
};

/** The texts an attribute holds: of `emails` and the like those of every item. */
export const valuesOf = ({ attributes }: Pick<StoredUser, 'attributes'>, path: string): string[] => {
  const [name = '', part] = path.split('.');
  const value = member(attributes, name);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => (part === undefined ? item : member(item, part))).filter((item) => typeof item === 'string');
};

export const member = (value: unknown, name: string): unknown => {
  if (value === null || typeof value !== 'object') return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
};
