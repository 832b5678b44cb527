/**
 * What a user reads to support over the phone, and support types into the console's search: the end of the subscriber's id,
 * which is its random part.
 */
export const referenceOf = (subscriberId: string): string => subscriberId.slice(-8).toUpperCase().replace(/^(.{4})/, '$1-');
