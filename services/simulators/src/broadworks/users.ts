/** A user as BroadWorks knows it. `number` is written as BroadWorks does, for example `5551230001`. */
export type BroadworksUser = {
  userId: string;
  password: string;
  firstName: string;
  lastName: string;
  groupId: string;
  serviceProvider: string;
  isEnterprise: boolean;
  number?: string;
  extension?: string;
};

export type SignIn = { outcome: 'accepted'; user: BroadworksUser } | { outcome: 'refused' } | { outcome: 'locked' };

export type Users = {
  add(user: BroadworksUser): void;
  list(): BroadworksUser[];
  /** Checks a password and counts: five wrong ones in a row lock the account until it is unlocked. */
  signIn(userId: string, password: string): SignIn;
  /** False when there is no such user. */
  unlock(userId: string): boolean;
  clear(): void;
};

export const WRONG_PASSWORDS_UNTIL_LOCK = 5;
export const GUEST_PASSWORD = 'guest-password';

export const createUsers = (): Users => {
  const users = new Map<string, BroadworksUser>();
  const wrongPasswords = new Map<string, number>();
  return {
    add(user) {
      users.set(user.userId.toLowerCase(), user);
      wrongPasswords.delete(user.userId.toLowerCase());
    },
    list: () => [...users.values()],
    signIn(userId, password) {
      const key = userId.toLowerCase();
      const user = users.get(key) ?? guest(userId);
      if (!user) return { outcome: 'refused' };
      const wrong = wrongPasswords.get(key) ?? 0;
      if (wrong >= WRONG_PASSWORDS_UNTIL_LOCK) return { outcome: 'locked' };
      if (user.password !== password) {
        wrongPasswords.set(key, wrong + 1);
        return { outcome: 'refused' };
      }
      wrongPasswords.delete(key);
      return { outcome: 'accepted', user };
    },
    unlock(userId) {
      wrongPasswords.delete(userId.toLowerCase());
      return users.has(userId.toLowerCase()) || guest(userId) !== undefined;
    },
    clear() {
      users.clear();
      wrongPasswords.clear();
    },
  };
};

/** Nobody has to register `guest-anything@domain`: for tries by hand, it exists and its name follows from its id. */
const guest = (userId: string): BroadworksUser | undefined => {
  const name = /^guest-([a-z0-9]+)[^@]*@[^@]+$/i.exec(userId)?.[1];
  if (name === undefined) return undefined;
  const firstName = name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
  return { userId, password: GUEST_PASSWORD, firstName, lastName: 'Guest', groupId: 'guests', serviceProvider: 'SP1', isEnterprise: false, extension: '1000' };
};
