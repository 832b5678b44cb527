/** Texts by key. A text that counts has its forms by CLDR's plural category instead; the value `n` decides between them. */
export type Texts = { readonly [key: string]: string | Texts };
export type Values = Readonly<Record<string, string | number>>;
export type Translator = ReturnType<typeof createTranslator>;

const rightToLeftScript = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const isolateStart = '\u2068';
const isolateEnd = '\u2069';

/**
 * Says the texts of one language file.
 * @param locale the language with the region whose digits and plurals count, as in `en-GB`
 */
export function createTranslator(texts: Texts, locale: string) {
  const isRightToLeft = texts['direction'] === 'rtl';
  // Made when they are needed: each costs a slow phone some milliseconds.
  let plurals: Intl.PluralRules | undefined;
  let numbers: Intl.NumberFormat | undefined;

  function find(key: string): string | Texts | undefined {
    let at: string | Texts | undefined = texts;
    for (const part of key.split('.')) at = typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined;
    return at;
  }

  function formOf(forms: Texts, count: number): string | undefined {
    plurals ??= new Intl.PluralRules(locale);
    // Older browsers know categories that newer ones have given up.
    const form = forms[plurals.select(count)] ?? forms['other'];
    return typeof form === 'string' ? form : undefined;
  }

  function textOf(key: string, count: number): string | undefined {
    const found = find(key);
    return typeof found === 'object' ? formOf(found, count) : found;
  }

  function valueText(value: string | number): string {
    if (typeof value === 'number') return (numbers ??= new Intl.NumberFormat(locale)).format(value);
    // An address in a text of the other direction would take the punctuation around it along.
    return isRightToLeft || rightToLeftScript.test(value) ? isolateStart + value + isolateEnd : value;
  }

  return {
    locale,
    /** The text with its `{values}` filled in; the key itself where there is none. */
    t(key: string, values: Values = {}): string {
      const text = textOf(key, Number(values['n'] ?? 0)) ?? key;
      return text.replace(/\{(\w+)\}( ?)/g, (whole, name: string, space: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        // A number stays on the line of what it counts.
        return valueText(value) + (typeof value === 'number' && space ? '\u00a0' : space);
      });
    },
    /** Whether there is such a text. */
    te: (key: string): boolean => textOf(key, 0) !== undefined,
  };
}
