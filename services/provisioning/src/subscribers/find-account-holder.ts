import type { TxContext } from '../context.ts';
import { hasOtherHolder } from './account-holder-query.ts';

/** Whether an account on a connector's platform is known to be another user's than this one's. @param ref the platform's id of the account */
export const isAccountOfOther = ({ db, providerId }: TxContext, account: { id: string; connectorId: string; ref: string }): Promise<boolean> => hasOtherHolder(db, { providerId, ...account });
