import type { Status } from './subscriber.ts';

/** How many users of a template or customer stand where. */
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
