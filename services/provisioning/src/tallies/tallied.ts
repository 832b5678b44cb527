/** Counted for a template, by the day the user was handed over: how far those users have come. */
export const funnelStages = ['handed_over', 'signed_in', 'address_given', 'mailbox_proven', 'reached_provisioned'] as const;
export type FunnelStage = (typeof funnelStages)[number];

/** Counted for a template, by the day it happened. */
export const trendLines = ['handed_over', 'provisioned', 'failed'] as const;
export type TrendLine = (typeof trendLines)[number];

/** Counted for a connector, by the hour. */
export const connectorCounts = ['connector_worked', 'connector_failed'] as const;
export type ConnectorCount = (typeof connectorCounts)[number];

export type Tallied = FunnelStage | TrendLine | ConnectorCount;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** How long counts by the hour are kept. */
export const HOURLY_KEPT_MS = 8 * DAY_MS;

/** The start of the day, in UTC. */
export const dayOf = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
