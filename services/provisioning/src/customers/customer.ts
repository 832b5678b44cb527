import type { Status } from '../subscribers/subscriber.ts';

export type UserCounts = { total: number; pending: number; running: number; provisioned: number; error: number; capped: boolean };

const groups: Readonly<Record<Status, 'pending' | 'running' | 'provisioned' | 'error'>> = {
  pending_email_input: 'pending',
  pending_email_validation: 'pending',
  pending_user_migration: 'pending',
  provisioning: 'running',
  updating: 'running',
  provisioned: 'provisioned',
  error: 'error',
};

export const noUsers = (): UserCounts => ({ total: 0, pending: 0, running: 0, provisioned: 0, error: 0, capped: false });

/** @param most how far each status was counted; a number that reaches it means "at least". */
export function sumUsers(sum: UserCounts, counts: readonly { status: Status; count: number }[], most: number): UserCounts {
  for (const { status, count } of counts) {
    sum[groups[status]] += count;
    sum.total += count;
    sum.capped ||= count >= most;
  }
  return sum;
}

/** Where the first administrator of a customer stands: `off` where there is none and the template does not ask for one first. */
export const firstAdminStates = ['off', 'waiting', 'done'] as const;
export type FirstAdminState = (typeof firstAdminStates)[number];

export const firstAdminStateOf = (customer: { provisionAdminFirst: boolean; firstAdminSubscriberId: string | null }): FirstAdminState =>
  customer.firstAdminSubscriberId ? 'done' : customer.provisionAdminFirst ? 'waiting' : 'off';
