import Type, { type TOptional, type TString } from 'typebox';
import { Language, nullable, ref } from '../http/schema.ts';
import { type Language as LanguageTag, languages } from '../languages.ts';

export const WebAddress = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 500 });

const textsByLanguage = Object.fromEntries(languages.map((language) => [language, Type.Optional(Type.String({ minLength: 1, maxLength: 300 }))])) as Record<LanguageTag, TOptional<TString>>;
const OwnTexts = Type.Object(textsByLanguage, {
  $id: 'OwnTexts', additionalProperties: false,
  description: "Plain text, a text a language: `welcomeTexts` greet on the first screen, `supportTexts` stand beside the support contact and in mails, `problemTexts` where an activation has failed, `doneTexts` where it is done and in the mail that says so. Where a language has none, that of the template's language is shown.",
});

const lookSettings = {
  brandName: Type.String({ minLength: 1, maxLength: 80 }),
  accentColor: Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: '#rrggbb. White text on it must reach 4.5:1 (WCAG 2.2): else 400 `template.accent_unreadable` with the nearest that does.' }),
  supportEmail: nullable(Type.String({ format: 'email', maxLength: 254 })),
  supportPhone: nullable(Type.String({ maxLength: 40 })),
  resetPasswordUrl: nullable(WebAddress),
  helpUrl: nullable(WebAddress),
  termsUrl: nullable(WebAddress),
  privacyUrl: nullable(WebAddress),
  welcomeTexts: ref(OwnTexts),
  supportTexts: ref(OwnTexts),
  problemTexts: ref(OwnTexts),
  doneTexts: ref(OwnTexts),
};
export const Look = Type.Object(
  { ...lookSettings, textLanguage: ref(Language), logoUrl: nullable(Type.String({ description: 'Path of the logo on this origin.' })) },
  { $id: 'Look', additionalProperties: false, description: "How the portal and the mails look. `textLanguage` is the template's own." },
);
export const LookChanges = Type.Partial(Type.Object(lookSettings), { $id: 'LookChanges', additionalProperties: false, description: 'What is absent stays; texts by language are replaced as a whole.' });
