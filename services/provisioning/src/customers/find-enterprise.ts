import type { TxContext } from '../context.ts';
import { anyEnterpriseLike, type CustomerRow, findByEnterprise } from './store.ts';

/** The customer of this id, or null; checks no right. */
export const findCustomerByEnterprise = (ctx: TxContext, spEnterpriseId: string): Promise<CustomerRow | null> => findByEnterprise(ctx.db, ctx.providerId, spEnterpriseId);

/**
 * On one cluster a name is either an enterprise or a service provider with groups: is the other kind known already?
 * The original refuses that as 200051.
 */
export function enterpriseClashes(ctx: TxContext, { serviceProvider, isEnterprise, clusterId }: { serviceProvider: string; isEnterprise: boolean; clusterId: string }): Promise<boolean> {
  return anyEnterpriseLike(ctx.db, ctx.providerId, clusterId, isEnterprise ? { startsWith: `${serviceProvider}+` } : { is: serviceProvider });
}
