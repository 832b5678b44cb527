import type { TxContext } from '../context.ts';
import { parseEmailAddress } from '../mail/email-address.ts';
import { findByUserIds, findHolders, type NamedUser } from '../subscribers/find-target.ts';
import { allowedActions } from '../subscribers/subscriber.ts';
import { isDoneAlready, type Obstacle, type RowError } from './bulk-operation.ts';
import type { FileRow } from './read-rows.ts';

/**
 * What is to be done with a row. ready: in either mode; mailed: a mail to this address is out, so only vouching would change
 * something; done: nothing would; passed_over: the user cannot be retried now; wrong: the row must be mended.
 */
export type JudgedRow = FileRow & { subscriberId: string | null } & (
    | { verdict: 'ready' | 'mailed' | 'done' }
    | { verdict: 'passed_over'; code: Obstacle }
    | { verdict: 'wrong'; code: RowError }
  );

/** Looks every row up; changes nothing. Users the actor may not see are as unknown as those who do not exist. */
export async function judgeRows(ctx: TxContext, rows: readonly FileRow[]): Promise<JudgedRow[]> {
  const read = rows.map((row) => ({ ...row, userId: row.userId.toLowerCase(), address: parseEmailAddress(row.email)?.address ?? null }));
  const users = await findByUserIds(ctx, [...new Set(read.map((row) => row.userId))]);
  const holders = await findHolders(ctx, [...new Set(read.flatMap(({ address }) => address ?? []))]);
  const seen = { users: new Set<string>(), emails: new Set<string>() };
  const now = ctx.clock.now();
  return read.map(({ address, ...row }) => {
    const [user, ...others] = users.get(row.userId) ?? [];
    const error = rowErrorOf({ ...row, address }, { user, isAmbiguous: others.length > 0, holder: address ? holders.get(address) : undefined }, seen);
    if (error || !user || !address) return { ...row, subscriberId: null, verdict: 'wrong', code: error ?? 'user_unknown' };
    seen.users.add(row.userId);
    seen.emails.add(address);
    return { ...row, email: address, subscriberId: user.id, ...verdictOn(user, address, now) };
  });
}

type Found = { user: NamedUser | undefined; isAmbiguous: boolean; holder: string | undefined };

function rowErrorOf(row: FileRow & { address: string | null }, { user, isAmbiguous, holder }: Found, seen: { users: Set<string>; emails: Set<string> }): RowError | null {
  if (!row.userId) return 'user_id_missing';
  if (!row.email) return 'email_missing';
  if (!row.address) return 'email_invalid';
  if (!user) return 'user_unknown';
  if (isAmbiguous) return 'user_ambiguous';
  if (seen.users.has(row.userId)) return 'user_repeated';
  if (seen.emails.has(row.address)) return 'email_repeated';
  return holder !== undefined && holder !== user.id ? 'email_in_use' : null;
}

function verdictOn(user: NamedUser, address: string, now: Date): { verdict: 'ready' | 'mailed' | 'done' } | { verdict: 'passed_over'; code: Obstacle } {
  if (user.removing) return { verdict: 'passed_over', code: 'removing' };
  if (isDoneAlready('vouch', user, address)) return { verdict: 'done' };
  if (isDoneAlready('verify', user, address)) return { verdict: 'mailed' };
  if (allowedActions({ ...user, errors: [], lastStatusChange: now }, now).includes('retry_activation')) return { verdict: 'ready' };
  return { verdict: 'passed_over', code: user.status === 'provisioned' ? 'provisioned' : 'running' };
}
