import { problem } from '../problems.ts';

/** The host a request came to, when it is some provider's own. */
export type OwnHost = { providerId: string; origin: string };

const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)$/;
/** Names that never leave the machine (RFC 6761): a trial needs no certificate. */
const isLocal = (hostname: string): boolean => hostname.endsWith('.localhost');

/**
 * The origin a provider gives out, as browsers write it: lower case, IDN as ASCII, no default port.
 * @throws request.invalid for anything but https, a host name and perhaps a port; for a host that is everybody's
 */
export function portalOriginFrom(address: string, publicUrl: string): string {
  const url = URL.parse(address.trim());
  const unusable = (message: string) => problem('request.invalid', { errors: [{ pointer: '/address', message }] });
  if (!url || !HOST_NAME.test(url.hostname)) throw unusable('must be an address with a host name, such as https://activate.example.com');
  if (url.protocol !== (isLocal(url.hostname) ? 'http:' : 'https:')) throw unusable('must begin with https://');
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) throw unusable('must be a host name only, without a path');
  if (url.host === new URL(publicUrl).host) throw unusable('is the address that all providers share');
  return url.origin;
}

/** The origin behind a Host header, or null where it can be nobody's own: an IP address, a bare name, no name at all. */
export function originOfHost(header: string | undefined): string | null {
  const url = URL.parse(`https://${header ?? ''}`);
  const hostname = url?.hostname.replace(/\.$/, '') ?? '';
  if (!url || !HOST_NAME.test(hostname)) return null;
  const local = isLocal(hostname);
  return new URL(`${local ? 'http' : 'https'}://${hostname}${url.port ? `:${url.port}` : ''}`).origin;
}

/** At a provider's own host nothing of another provider is found. */
export const isElsewhere = ({ ownHost }: { ownHost?: OwnHost }, { providerId }: { providerId: string }): boolean => ownHost !== undefined && ownHost.providerId !== providerId;
