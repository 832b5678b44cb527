import { ProblemError } from '@vestibule/api-client';
import { contrastOf } from './contrast.ts';
import { areQuietHours, areReminderDays } from './reminder-fields.ts';
import type { TemplateForm } from './template-form.ts';

/** Fields that can be wrong; the same words are their controls' ids and, below `template.error`, their texts. */
export const fields = ['name', 'clusterId', 'connectorId', 'adapterAccount', 'adapterPassword', 'codeMinutes', 'consentDays', 'maxTries', 'reminderDays', 'quietUntil', 'languages', 'senderName', 'brandName', 'accentColor', 'supportEmail', 'resetPasswordUrl', 'helpUrl', 'termsUrl', 'privacyUrl'] as const;
export type Field = (typeof fields)[number];
export type FieldErrors = Partial<Record<Field, string>>;

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
const isWebAddress = (text: string): boolean => /^https?:\/\/\S+\.\S+|^https?:\/\/localhost/.test(text) && URL.canParse(text);
/** A link may be left out, but is not half of one. */
const isNoWebAddress = (text: string): boolean => text.trim() !== '' && !isWebAddress(text.trim());
const isWithin = (text: string, least: number, most: number): boolean => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

/** A colour that is stored already may stay, as for the API. */
const isUnreadable = (color: string, kept?: string): boolean => color.trim().toLowerCase() !== kept?.toLowerCase() && Boolean(contrastOf(color)?.suggestion);

/** What the API would refuse anyway, said before it is asked; field -> key of the text. `isNew`: brand and sender may follow the name; `kept`: the look as it is stored. */
export function errorsOf(form: TemplateForm, isNew = false, kept?: { accentColor: string }): FieldErrors {
  const { look } = form;
  const wrong: Record<Field, boolean> = {
    name: !form.name.trim(),
    clusterId: !form.clusterId,
    connectorId: !form.connectorId,
    adapterAccount: !form.adapterAccount.trim() || form.adapterAccount.includes(':'),
    adapterPassword: form.adapterPassword.length > 20,
    codeMinutes: !isWithin(form.codeMinutes, 5, 60),
    consentDays: !isWithin(form.consentDays, 1, 60),
    maxTries: !isWithin(form.maxTries, 1, 10),
    reminderDays: !areReminderDays(form.reminders.days),
    quietUntil: form.reminders.isQuiet && !areQuietHours(form.reminders),
    languages: !form.languages.includes(form.language),
    senderName: !isNew && !form.senderName.trim(),
    brandName: !isNew && !look.brandName.trim(),
    accentColor: !contrastOf(look.accentColor) || isUnreadable(look.accentColor, kept?.accentColor),
    supportEmail: look.supportEmail.trim() !== '' && !isEmail(look.supportEmail.trim()),
    resetPasswordUrl: isNoWebAddress(look.resetPasswordUrl),
    helpUrl: isNoWebAddress(look.helpUrl),
    termsUrl: isNoWebAddress(look.termsUrl),
    privacyUrl: isNoWebAddress(look.privacyUrl),
  };
  const textOf = (field: Field): string => (field === 'accentColor' && contrastOf(look.accentColor) ? 'accentUnreadable' : field);
  return Object.fromEntries(fields.filter((field) => wrong[field]).map((field) => [field, `template.error.${textOf(field)}`]));
}

/** The errors in the order of the fields. */
export const summaryOf = (errors: FieldErrors): { field: Field; key: string }[] => fields.flatMap((field) => (errors[field] ? [{ field, key: errors[field] }] : []));

const basics: readonly Field[] = ['name', 'clusterId', 'connectorId', 'adapterAccount', 'adapterPassword', 'codeMinutes', 'consentDays', 'maxTries', 'reminderDays', 'quietUntil'];
/** On which step of the creation a field stands. */
export const stepOfField = (field: Field): number => (basics.includes(field) ? 0 : 1);

/** The field that a refusal of the server is about, where it is about one. */
export function fieldOfProblem(error: unknown): Field | null {
  if (!(error instanceof ProblemError)) return null;
  const known: Record<string, Field> = { 'template.name_taken': 'name', 'template.account_unusable': 'adapterAccount', 'cluster.unreachable': 'clusterId', 'cluster.not_found': 'clusterId', 'connector.not_found': 'connectorId' };
  return known[error.code] ?? fields.find((field) => error.problem.errors?.some(({ pointer }) => pointer.endsWith(`/${field}`))) ?? null;
}
