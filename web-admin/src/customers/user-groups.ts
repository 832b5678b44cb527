import type { Customer } from '../api.ts';

/** Users of a customer, gathered by what an admin would do about them. */
export const userGroups = ['pending', 'running', 'provisioned', 'error'] as const satisfies readonly (keyof Customer['users'])[];
export type UserGroup = (typeof userGroups)[number];

/** The statuses behind a group, as the list of users takes them. */
export const statusesOf: Readonly<Record<UserGroup, string>> = {
  pending: 'pending_email_input,pending_email_validation,pending_user_migration',
  running: 'provisioning,updating',
  provisioned: 'provisioned',
  error: 'error',
};
