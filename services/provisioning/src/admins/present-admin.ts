import { invitationEnd, stateOf } from './admin.ts';
import type { AdminAnswer } from './schemas.ts';
import type { AdminRow } from './store.ts';

/** The row as the API shows it. */
export function presentAdmin(row: AdminRow): AdminAnswer {
  const { id, email, name, role, templateIds, createdAt, invitedAt, lastSignInAt, version } = row;
  const state = stateOf(row);
  return { id, email, name, role, templateIds, state, createdAt, invitationExpiresAt: state === 'invited' && invitedAt ? invitationEnd(invitedAt) : null, lastSignInAt, version };
}
