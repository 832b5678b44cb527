/** PORT: can anybody at this domain get mail? Implemented over DNS in adapters/dns. */
export type MailDomains = {
  /** @param domain as an A-label. @returns `unknown` when nobody answered: that must stop no one. */
  takesMail(domain: string): Promise<'yes' | 'no' | 'unknown'>;
};
