import { baseUrl } from '../checks/base-url.ts';
import { problem } from '../problems.ts';

/** @throws request.invalid */
export const baseUrlFrom = (text: string): string => baseUrl(text, '/baseUrl');

/**
 * An access token is shown to nobody, so nobody may have it sent to a host of their own: who moves a connector
 * to another host must bring the token.
 * @throws request.invalid
 */
export function requireTokenForNewHost(before: string, after: string, hasToken: boolean): void {
  if (new URL(before).origin === new URL(after).origin || hasToken) return;
  throw problem('request.invalid', { errors: [{ pointer: '/accessToken', message: 'must be given again for another host' }] });
}
