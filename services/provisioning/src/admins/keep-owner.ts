import type { TxContext } from '../context.ts';
import { problem, type ProblemCode } from '../problems.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { hasLocalAccounts } from '../providers/require-local-accounts.ts';
import { selectOwners } from './ways-in-query.ts';

/** Could any owner sign in now? @param localAccounts as it is to be; without it as it is. */
export async function canAnyOwnerSignIn(ctx: TxContext, localAccounts?: boolean): Promise<boolean> {
  const owners = await selectOwners(ctx.db, ctx.providerId, localAccounts ?? (await hasLocalAccounts(ctx)));
  return owners.some(({ canSignIn }) => canSignIn);
}

/**
 * Makes a change to the ways people sign in, unless it would shut out the last owner who can. Who changes these or the owners comes one
 * after the other, so that two changes that are harmless each cannot do it together.
 * @throws refusal
 */
export async function keepingAnOwner<T>(ctx: TxContext, refusal: ProblemCode, change: () => Promise<T>): Promise<T> {
  await holdProvider(ctx);
  const before = await canAnyOwnerSignIn(ctx);
  const result = await change();
  if (before && !(await canAnyOwnerSignIn(ctx))) throw problem(refusal);
  return result;
}
