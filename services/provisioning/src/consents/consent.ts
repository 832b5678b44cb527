/** What a person answers when an account that exists already could be moved. */
export const consentAnswers = ['agree', 'refuse'] as const;
export type ConsentAnswer = (typeof consentAnswers)[number];

/**
 * Which wording of the question a person answered. The portal's text `move.wording` is this version; whoever changes what people
 * agree to changes both, so that what was recorded can always be read back.
 */
export const CONSENT_WORDING = '1';

/** Mails about one consent keep a minute's distance. */
export const ASK_AGAIN_MS = 60_000;
