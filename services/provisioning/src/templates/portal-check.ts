/** What answers at a share link: our activation page, something else, or nothing. */
export type PortalAnswer = 'portal' | 'other_page' | 'unreachable';

/** PORT: opens a share link as a visitor would, page and API. Implemented over HTTP in adapters/portal. */
export type PortalCheck = {
  open(shareLink: string, options: { allowPrivate: boolean }): Promise<PortalAnswer>;
};
