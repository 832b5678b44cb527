import type { Package } from './api.ts';

/** From the smallest to the largest, as they are offered everywhere. */
export const packages: readonly Package[] = ['softphone', 'basic', 'standard', 'premium'];
