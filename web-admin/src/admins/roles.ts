import type { AdminRole } from '../api.ts';

export const roles = ['owner', 'admin', 'operator', 'help_desk', 'read_only'] as const satisfies readonly AdminRole[];

/** Owners and admins answer for every template; the others may be limited to some. */
export const isWhole = (role: AdminRole): boolean => role === 'owner' || role === 'admin';
