import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { DeliveryState } from '../api.ts';
import { type Group, groups } from './event-types.ts';

export const states = ['delivered', 'pending', 'failed', 'skipped'] as const satisfies readonly DeliveryState[];
export const spans = ['hour', 'day', 'week'] as const;
export type Span = (typeof spans)[number];

/** Which deliveries are shown; `user` is the id of whom they are about. */
export type DeliveryView = { state: DeliveryState | ''; groups: readonly Group[]; span: Span | ''; user: string };

const HOUR_MS = 3_600_000;
const lengths: Record<Span, number> = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };
const isId = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** What the address of the page says; what it does not understand counts as absent. */
export function viewOf({ state, type, span, user }: LocationQuery): DeliveryView {
  const wanted = typeof type === 'string' ? type.split(',') : [];
  return { state: states.find((each) => each === state) ?? '', groups: groups.filter((group) => wanted.includes(group)), span: spans.find((each) => each === span) ?? '', user: isId(user) ? user : '' };
}

export function addressOf({ state, groups, span, user }: DeliveryView): LocationQueryRaw {
  return { ...(state && { state }), ...(groups.length > 0 && { type: groups.join(',') }), ...(span && { span }), ...(user && { user }) };
}

/** What is asked of the server. @param now in milliseconds; a span ends there. */
export function askedOf({ state, groups, span, user }: DeliveryView, now: number): { state?: DeliveryState; type?: string; from?: string; subscriberId?: string } {
  return { ...(state && { state }), ...(groups.length > 0 && { type: groups.join(',') }), ...(span && { from: new Date(now - lengths[span]).toISOString() }), ...(user && { subscriberId: user }) };
}

export const isFiltered = (view: DeliveryView): boolean => Object.keys(addressOf(view)).length > 0;
