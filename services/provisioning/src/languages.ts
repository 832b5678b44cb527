/** What the console, the portal and the mails speak; a template offers some of them, an admin chooses one. */
export const languages = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'ja', 'ar', 'he'] as const;
export type Language = (typeof languages)[number];
