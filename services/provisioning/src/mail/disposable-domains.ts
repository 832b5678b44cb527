import { createRequire } from 'node:module';
import { getDomain } from 'tldts';

const read = createRequire(import.meta.url);
let domains: Set<string> | undefined;
/** The list of the package `disposable-email-domains`; its version is in the lockfile. It is long, so that only a process which asks reads it. */
const listed = (domain: string): boolean => (domains ??= new Set(read('disposable-email-domains') as string[])).has(domain);

/** Is it, or is it below, a domain whose mailboxes anybody can open and that live for minutes? @param domain as an A-label */
export const isDisposable = (domain: string): boolean => listed(domain) || listed(getDomain(domain, { allowPrivateDomains: true }) ?? domain);
