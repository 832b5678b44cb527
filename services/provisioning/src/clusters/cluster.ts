import { baseUrl } from '../checks/base-url.ts';

/**
 * The base under which XSI-Actions is found. The path that every XSP has is taken off again when somebody pastes it along.
 * @throws request.invalid
 */
export const xsiUrlFrom = (text: string): string => baseUrl(text, '/xsiUrl').replace(/\/com\.broadsoft\.xsi-actions(\/.*)?$/i, '');

/** A domain as it is appended to user ids: lower case, without the "@" that people type before it. */
export const domainFrom = (text: string | null): string | null => text?.trim().replace(/^@/, '').toLowerCase() || null;

/** People and identity systems often give only what stands before the "@"; BroadWorks wants number@domain. */
export function completeUserId(typed: string, defaultDomain: string | null): string {
  const userId = typed.trim().toLowerCase();
  return userId.includes('@') || !defaultDomain ? userId : `${userId}@${defaultDomain.toLowerCase()}`;
}
