/**
 * The first of `wanted` (languages in order of preference, such as `fr-CA`) that is on offer, compared by its first part.
 * Nothing fits: the first on offer.
 */
export function chooseLanguage<Offered extends string>(offered: readonly [Offered, ...Offered[]], wanted: readonly (string | null)[]): Offered {
  for (const tag of wanted) {
    const found = offered.find((language) => language === tag?.toLowerCase().split('-')[0]);
    if (found) return found;
  }
  return offered[0];
}

/** Whether the page reads from right to left, as in Arabic and Hebrew. */
export const readsFromRight = (): boolean => document.documentElement.dir === 'rtl';
