import { problem } from '../problems.ts';
import { type BulkAction, CONFIRM_FROM, isStillRight } from './bulk-operation.ts';

/**
 * Many users are touched only by somebody who has said how many, and whoever says a number must be right.
 * @param ready how many users would be done now
 * @throws bulk_operation.count_changed, bulk_operation.confirmation_needed
 */
export function requireConfirmed(action: BulkAction, ready: number, confirm: number | undefined): void {
  if (confirm === undefined) {
    if (ready >= CONFIRM_FROM) throw problem('bulk_operation.confirmation_needed', { detail: `Send ${ready} as confirm.` });
  } else if (!isStillRight(action, confirm, ready)) throw problem('bulk_operation.count_changed', { detail: `It is ${ready} users now, not ${confirm}.` });
}
