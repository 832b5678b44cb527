import type { Language, NewTemplate, Package, Template, TemplateChanges } from '../api.ts';
import { emptyReminders, type ReminderFields, reminderFieldsOf, remindersOf } from './reminder-fields.ts';

const lookTexts = ['brandName', 'accentColor', 'supportEmail', 'supportPhone', 'resetPasswordUrl', 'helpUrl', 'termsUrl', 'privacyUrl'] as const;
type LookText = (typeof lookTexts)[number];
const optionalTexts = ['supportEmail', 'supportPhone', 'resetPasswordUrl', 'helpUrl', 'termsUrl', 'privacyUrl'] as const;

/** What a template says in its own words, in the order users meet it. */
export const ownTexts = ['welcomeTexts', 'doneTexts', 'problemTexts', 'supportTexts'] as const;
export type OwnText = (typeof ownTexts)[number];

/** Addresses that are valid and yet seldom what somebody means, and what a template does about them. */
export const addressKinds = ['plus', 'role', 'disposable'] as const;
export const addressRules = ['allow', 'warn', 'block'] as const;

/** The languages the portal and the mails speak. */
export const portalLanguages: readonly Language[] = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'ja', 'ar', 'he'];

/** Everything one may set on a template, as it stands in the fields: absent values are empty text. */
export type TemplateForm = {
  name: string;
  clusterId: string;
  connectorId: string;
  defaultPackage: Package;
  untrustedEmails: boolean;
  provisionAdminFirst: boolean;
  /** users come in by signing in themselves; BroadWorks hands nobody over then */
  selfActivation: boolean;
  /** a personal invitation stands for the user id, or for the password as well */
  invitationProof: 'password' | 'link';
  codeMinutes: string;
  consentDays: string;
  addressPolicy: Template['addressPolicy'];
  reminders: ReminderFields;
  maxTries: string;
  adapterAccount: string;
  /** never filled in by us; blank keeps the stored one */
  adapterPassword: string;
  senderName: string;
  language: Language;
  languages: Language[];
  look: Record<LookText, string>;
  texts: Record<OwnText, Record<Language, string>>;
};

const noTexts = (): Record<Language, string> => ({ en: '', fr: '', de: '', es: '', it: '', pt: '', nl: '', pl: '', sv: '', ja: '', ar: '', he: '' });

/** The texts as they stand in the fields; `written` may lack kinds and languages. */
const textFields = (written: Partial<Record<OwnText, Partial<Record<Language, string>>>>): TemplateForm['texts'] => ({
  welcomeTexts: { ...noTexts(), ...written.welcomeTexts },
  doneTexts: { ...noTexts(), ...written.doneTexts },
  problemTexts: { ...noTexts(), ...written.problemTexts },
  supportTexts: { ...noTexts(), ...written.supportTexts },
});
const textsOf = (fields: Record<Language, string>): Partial<Record<Language, string>> =>
  Object.fromEntries(portalLanguages.map((tag) => [tag, fields[tag].trim()]).filter(([, text]) => text !== ''));

/** A new template's form; brand and sender follow the name as long as they are left empty. */
export const emptyForm = (chosen: { clusterId?: string | undefined; connectorId?: string | undefined; language: Language }): TemplateForm => ({
  name: '',
  clusterId: chosen.clusterId ?? '',
  connectorId: chosen.connectorId ?? '',
  defaultPackage: 'standard',
  untrustedEmails: true,
  provisionAdminFirst: false,
  selfActivation: false,
  invitationProof: 'password',
  codeMinutes: '10',
  consentDays: '14',
  addressPolicy: { plus: 'warn', role: 'warn', disposable: 'warn' },
  reminders: emptyReminders(),
  maxTries: '3',
  adapterAccount: '',
  adapterPassword: '',
  senderName: '',
  language: chosen.language,
  languages: [...portalLanguages],
  look: { brandName: '', accentColor: '#1f5fd0', supportEmail: '', supportPhone: '', resetPasswordUrl: '', helpUrl: '', termsUrl: '', privacyUrl: '' },
  texts: textFields({}),
});

export function formOf(template: Template): TemplateForm {
  const { name, clusterId, connectorId, defaultPackage, untrustedEmails, provisionAdminFirst, selfActivation, invitationProof, senderName, language, look } = template;
  const { brandName, accentColor } = look;
  const lookFields = { brandName, accentColor, supportEmail: look.supportEmail ?? '', supportPhone: look.supportPhone ?? '', resetPasswordUrl: look.resetPasswordUrl ?? '', helpUrl: look.helpUrl ?? '', termsUrl: look.termsUrl ?? '', privacyUrl: look.privacyUrl ?? '' };
  return {
    name, clusterId, connectorId, defaultPackage, untrustedEmails, provisionAdminFirst, selfActivation, invitationProof, senderName, language,
    codeMinutes: String(template.codeMinutes),
    consentDays: String(template.consentDays),
    addressPolicy: { ...template.addressPolicy },
    reminders: reminderFieldsOf(template.reminders),
    maxTries: String(template.maxTries),
    adapterAccount: template.adapter.account,
    adapterPassword: '',
    languages: [...template.languages],
    look: lookFields,
    texts: textFields(look),
  };
}

/** The same without spaces at the ends, numbers as numbers and nothing as null: what the API takes. */
export function settingsOf(form: TemplateForm): NewTemplate {
  const { clusterId, connectorId, defaultPackage, untrustedEmails, invitationProof, language } = form;
  const selfActivation = untrustedEmails && form.selfActivation;
  const trimmed = Object.fromEntries(lookTexts.map((field) => [field, form.look[field].trim()])) as Record<LookText, string>;
  const look = { ...trimmed, ...Object.fromEntries(optionalTexts.map((field) => [field, trimmed[field] || null])), accentColor: trimmed.accentColor.toLowerCase() };
  const { welcomeTexts, doneTexts, problemTexts, supportTexts } = form.texts;
  const name = form.name.trim();
  return {
    name, clusterId, connectorId, defaultPackage, untrustedEmails, invitationProof, language, selfActivation,
    flowThrough: !selfActivation,
    provisionAdminFirst: untrustedEmails && !selfActivation && form.provisionAdminFirst,
    codeMinutes: Number(form.codeMinutes),
    consentDays: Number(form.consentDays),
    addressPolicy: { ...form.addressPolicy },
    reminders: remindersOf(form.reminders),
    maxTries: Number(form.maxTries),
    adapterAccount: form.adapterAccount.trim(),
    adapterPassword: form.adapterPassword,
    senderName: form.senderName.trim() || name,
    languages: portalLanguages.filter((tag) => form.languages.includes(tag)),
    look: { ...look, brandName: look.brandName || name, welcomeTexts: textsOf(welcomeTexts), doneTexts: textsOf(doneTexts), problemTexts: textsOf(problemTexts), supportTexts: textsOf(supportTexts) },
  };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The merge patch that turns the stored template into the form: only what differs; emptied fields become null. */
export function changesOf(template: Template, form: TemplateForm): TemplateChanges {
  const { look: lookBefore = {}, adapterPassword: _, ...before } = settingsOf(formOf(template));
  const { look = {}, adapterPassword, ...after } = settingsOf(form);
  const lookChanges = differing(lookBefore, look);
  return {
    ...differing(before, after),
    ...(adapterPassword && { adapterPassword }),
    ...(Object.keys(lookChanges).length > 0 && { look: lookChanges }),
  };
}

/** The fields of `after` that are not the same in `before`. */
function differing<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const known = new Map<string, unknown>(Object.entries(before));
  // Safe: made of entries of `after` and nothing else.
  return Object.fromEntries(Object.entries(after).filter(([field, value]) => !same(value, known.get(field)))) as Partial<Fields>;
}

/** What was changed here, put onto what somebody else has made of the template meanwhile. */
export function formWith(newest: Template, changes: TemplateChanges): TemplateForm {
  const { look = {}, codeMinutes, consentDays, reminders, maxTries, version: _, flowThrough: __, ...plain } = changes;
  const form = formOf(newest);
  const { welcomeTexts, doneTexts, problemTexts, supportTexts, ...plainLook } = look;
  const texts = { ...(welcomeTexts && { welcomeTexts }), ...(doneTexts && { doneTexts }), ...(problemTexts && { problemTexts }), ...(supportTexts && { supportTexts }) };
  return {
    ...form,
    ...plain,
    codeMinutes: codeMinutes === undefined ? form.codeMinutes : String(codeMinutes),
    consentDays: consentDays === undefined ? form.consentDays : String(consentDays),
    reminders: reminders === undefined ? form.reminders : reminderFieldsOf(reminders),
    maxTries: maxTries === undefined ? form.maxTries : String(maxTries),
    look: { ...form.look, ...Object.fromEntries(Object.entries(plainLook).map(([field, value]) => [field, value ?? ''])) },
    texts: textFields({ ...form.texts, ...texts }),
  };
}

/** A language's own name for itself, as people look for it in a list. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

const refusalReasons = ['wrong_password', 'other_account', 'no_credentials'] as const;
/** Why an adapter call was refused, in words we have a text for. */
export const isRefusalReason = (word: string | null | undefined): word is (typeof refusalReasons)[number] => refusalReasons.some((reason) => reason === word);
