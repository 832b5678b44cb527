import { createRequire } from 'node:module';
import { getDomain } from 'tldts';

const read = createRequire(import.meta.url);
/** The list of the package `disposable-email-domains`; its version is in the lockfile. */
const disposable = new Set<string>(read('disposable-email-domains') as string[]);

/** Is it, or is it below, a domain whose mailboxes anybody can open and that live for minutes? @param domain as an A-label */
export const isDisposable = (domain: string): boolean => disposable.has(domain) || disposable.has(getDomain(domain, { allowPrivateDomains: true }) ?? domain);
