/** Every job and its payload. Imports nothing, so that any feature may enqueue by name without a circle. */
export type Jobs = {
  /** Carry one operation one step further. */
  'run-operation': { providerId: string; operationId: string };
  /** Hand one queued message to the mail relay. */
  'send-message': { providerId: string; messageId: string };
  /** Carry a bulk operation on for a few seconds. */
  'run-bulk-operation': { providerId: string; bulkOperationId: string };
  /** Make the file of an export. */
  'make-export': { providerId: string; exportId: string };
  /** Remind one user who got stuck. */
  'remind-user': { providerId: string; subscriberId: string };
  /** Make true what an identity system asked for while other work was running. */
  'settle-scim-user': { providerId: string; scimUserId: string };
  /** Compare the next few users of a connector with the platform. */
  'compare-users': { providerId: string; connectorId: string };
};

export type JobName = keyof Jobs;
export const jobNames = ['run-operation', 'send-message', 'run-bulk-operation', 'make-export', 'remind-user', 'settle-scim-user', 'compare-users'] as const satisfies readonly JobName[];

/** How a transaction leaves a wake-up behind; implemented over pg-boss in boss.ts. */
export type JobQueue = {
  /** @param db the open transaction: the job exists only if it commits. */
  send<N extends JobName>(db: unknown, name: N, payload: Jobs[N], options?: { startAfterSeconds?: number }): Promise<void>;
};
