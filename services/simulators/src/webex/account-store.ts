import { randomUUID } from 'node:crypto';
import { createJsonFile } from '../json-file.ts';
import { publicId, settled, type AccountFields, type StoredAccount, type WebexStatus } from './account.ts';

export type AccountStore = {
  /** All accounts as they are now, oldest first. */
  list(): StoredAccount[];
  byId(id: string): StoredAccount | undefined;
  byUserId(userId: string): StoredAccount | undefined;
  byEmail(email: string): StoredAccount | undefined;
  create(fields: AccountFields, status: WebexStatus, ids?: { uuid?: string }): StoredAccount;
  change(account: StoredAccount, change: Partial<StoredAccount>): StoredAccount;
  remove(account: StoredAccount): void;
  /** How many accounts were ever created, for one user id or in all, those removed since included. */
  createdCount(userId?: string): number;
  clear(): void;
};

type Content = { accounts: StoredAccount[]; created: Record<string, number> };

/** @param path a file that keeps the accounts across restarts; without it they live in memory */
export const createAccountStore = (path?: string): AccountStore => {
  const file = createJsonFile<Content>(path, { accounts: [], created: {} });
  let { accounts, created } = structuredClone(file.load());

  const save = (): void => file.save({ accounts, created });
  const list = (): StoredAccount[] => {
    // Work that fell due is done at the moment somebody looks, so that there are no timers to lose in a restart.
    const now = Date.now();
    const due = accounts.some(({ planned }) => planned !== null && planned.at <= now);
    if (due) {
      accounts = accounts.map((account) => settled(account, now));
      save();
    }
    return accounts;
  };
  const find = (isIt: (account: StoredAccount) => boolean): StoredAccount | undefined => list().find(isIt);

  return {
    list,
    byId: (id) => find(({ uuid }) => publicId('SUBSCRIBER', uuid) === id.replace(/=+$/, '')),
    byUserId: (userId) => find(({ fields }) => fields.userId.toLowerCase() === userId.toLowerCase()),
    byEmail: (email) => find(({ fields }) => fields.email?.toLowerCase() === email.toLowerCase()),
    create(fields, status, { uuid = randomUUID() } = {}) {
      const now = Date.now();
      const account: StoredAccount = {
        uuid, personUuid: randomUUID(), fields, status, errors: [], created: now, lastStatusChange: now, planned: null,
      };
      accounts = [...accounts, account];
      const key = fields.userId.toLowerCase();
      created = { ...created, [key]: (created[key] ?? 0) + 1 };
      save();
      return account;
    },
    change(account, change) {
      const statusChanged = change.status !== undefined && change.status !== account.status;
      const changed = { ...account, ...(statusChanged ? { lastStatusChange: Date.now() } : {}), ...change };
      accounts = accounts.map((other) => (other.uuid === account.uuid ? changed : other));
      save();
      return changed;
    },
    remove(account) {
      accounts = accounts.filter(({ uuid }) => uuid !== account.uuid);
      save();
    },
    createdCount: (userId) =>
      userId === undefined ? Object.values(created).reduce((sum, count) => sum + count, 0) : (created[userId.toLowerCase()] ?? 0),
    clear() {
      accounts = [];
      created = {};
      save();
    },
  };
};
