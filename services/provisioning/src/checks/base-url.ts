import { problem } from '../problems.ts';

/**
 * An address that paths are appended to: http or https, without credentials, query, fragment or trailing slash.
 * @param pointer JSON Pointer of the field it came from.
 * @throws request.invalid
 */
export function baseUrl(text: string, pointer: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const refuse = (message: string) => problem('request.invalid', { errors: [{ pointer, message }] });
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw refuse('must be an http or https address');
  if (url.username || url.password) throw refuse('must not hold a user name or password');
  if (url.search || url.hash || /[?#]/.test(text)) throw refuse('must not hold a query or fragment');
  return url.origin + url.pathname.replace(/\/+$/, '');
}
