import type { BrowserContextOptions } from 'playwright-core';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];
export type Scheme = 'light' | 'dark';

/** One way of looking at a screen; its pictures stand in a folder of its own, such as `fr-dark-390`. */
export type Variant = { language: Language; scheme: Scheme; width: 1440 | 390; folder: string; context: BrowserContextOptions };

const sizes = { 1440: { viewport: { width: 1440, height: 900 } }, 390: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } } as const;
const locales: Record<Language, string> = { en: 'en-GB', fr: 'fr-FR' };

/** Every screen is looked at in both languages, light and dark, on a desk and on a phone. */
export const variants: readonly Variant[] = languages.flatMap((language) =>
  ([1440, 390] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((scheme) => ({
      language,
      scheme,
      width,
      folder: `${language}-${scheme}-${width}`,
      context: { ...sizes[width], locale: locales[language], colorScheme: scheme, reducedMotion: 'reduce' as const },
    })),
  ),
);
