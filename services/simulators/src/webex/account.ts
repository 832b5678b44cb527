export const PACKAGES = ['softphone', 'basic', 'standard', 'premium'] as const;
export type WebexPackage = (typeof PACKAGES)[number];

export const STATUSES = [
  'pending_email_input', 'pending_email_validation', 'pending_user_migration', 'provisioning', 'provisioned', 'updating', 'error',
] as const;
export type WebexStatus = (typeof STATUSES)[number];

export type WebexError = { errorCode: number; description: string };

/** What a creation may carry, in the words of the published API. */
export type AccountFields = {
  provisioningId: string;
  userId: string;
  spEnterpriseId: string;
  firstName: string;
  lastName: string;
  package: WebexPackage;
  email?: string;
  primaryPhoneNumber?: string;
  mobilePhoneNumber?: string;
  extension?: string;
  timezone?: string;
};

/** What an update may carry: an address can not be corrected through the API. */
export type AccountChanges = Partial<Omit<AccountFields, 'provisioningId' | 'spEnterpriseId' | 'email'>>;

/** What the background work will have done, from `at` on. */
export type PlannedOutcome = { at: number; status: WebexStatus; errors: WebexError[]; changes: AccountChanges };

/** One account as the simulator keeps it. */
export type StoredAccount = {
  uuid: string;
  personUuid: string;
  fields: AccountFields;
  status: WebexStatus;
  errors: WebexError[];
  created: number;
  lastStatusChange: number;
  planned: PlannedOutcome | null;
  /** Searches do not show it before. */
  shownFrom?: number;
};

/** One account as the published API shows it. */
export type WebexAccount = Omit<AccountFields, 'timezone'> & {
  id: string;
  personId?: string;
  status: WebexStatus;
  errors?: WebexError[];
  created: string;
  lastStatusChange: string;
  selfActivated: boolean;
};

/** `personId` exists only on a provisioned account, `errors` only after a failed background attempt. */
export const published = ({ uuid, personUuid, fields, status, errors, created, lastStatusChange }: StoredAccount): WebexAccount => {
  const { timezone: _timezone, ...shown } = fields;
  return {
    id: publicId('SUBSCRIBER', uuid),
    ...(status === 'provisioned' ? { personId: publicId('PEOPLE', personUuid) } : {}),
    ...shown,
    status,
    ...(errors.length > 0 ? { errors } : {}),
    created: new Date(created).toISOString(),
    lastStatusChange: new Date(lastStatusChange).toISOString(),
    selfActivated: false,
  };
};

/** Unpadded base64, as the published API writes ids. */
export const publicId = (type: 'SUBSCRIBER' | 'PEOPLE', uuid: string): string =>
  Buffer.from(`ciscospark://us/${type}/${uuid}`).toString('base64').replace(/=+$/, '');

/** The account as it is now: background work whose time has come is done. */
export const settled = (account: StoredAccount, now: number): StoredAccount => {
  const { planned } = account;
  if (!planned || planned.at > now) return account;
  return {
    ...account,
    fields: withChanges(account.fields, planned.changes),
    status: planned.status,
    errors: planned.errors,
    lastStatusChange: planned.at,
    planned: null,
  };
};

/** The fields after an update; an empty string removes a number. */
export const withChanges = (fields: AccountFields, changes: AccountChanges): AccountFields => {
  const merged: AccountFields = { ...fields, ...changes };
  for (const name of ['primaryPhoneNumber', 'mobilePhoneNumber', 'extension'] as const) {
    if (merged[name] === '') delete merged[name];
  }
  return merged;
};
