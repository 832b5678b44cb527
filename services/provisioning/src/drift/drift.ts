/** How an account can differ from what we made: it is gone, has another package or address, or is switched off. */
export const driftKinds = ['missing', 'other_package', 'other_email', 'switched_off'] as const;
export type DriftKind = (typeof driftKinds)[number];
