import type { Language, Look, Package, Template, TemplateChanges } from '../api.ts';

export type GeneralForm = {
  name: string;
  defaultPackage: Package;
  language: Language;
  senderName: string;
  look: Record<Exclude<keyof Look, 'logoUrl' | 'welcomeTexts'>, string>;
};

/** What the General section edits, with absent values as empty text. */
export function formOf(template: Template): GeneralForm {
  const { name, defaultPackage, language, senderName, look } = template;
  return {
    name,
    defaultPackage,
    language,
    senderName,
    look: {
      brandName: look.brandName,
      accentColor: look.accentColor,
      supportEmail: look.supportEmail ?? '',
      supportPhone: look.supportPhone ?? '',
      resetPasswordUrl: look.resetPasswordUrl ?? '',
      helpUrl: look.helpUrl ?? '',
    },
  };
}

/** The merge patch that turns the stored template into the form: only what differs; emptied fields become null. */
export function changesOf(template: Template, form: GeneralForm): TemplateChanges {
  const before = formOf(template);
  const changes: TemplateChanges = {};
  if (form.name.trim() !== before.name) changes.name = form.name.trim();
  if (form.defaultPackage !== before.defaultPackage) changes.defaultPackage = form.defaultPackage;
  if (form.language !== before.language) changes.language = form.language;
  if (form.senderName.trim() !== before.senderName) changes.senderName = form.senderName.trim();
  const look = lookChanges(before.look, form.look);
  if (Object.keys(look).length > 0) changes.look = look;
  return changes;
}

function lookChanges(before: GeneralForm['look'], after: GeneralForm['look']): Partial<Look> {
  const changed: Partial<Look> = {};
  if (after.brandName.trim() !== before.brandName) changed.brandName = after.brandName.trim();
  if (after.accentColor.trim().toLowerCase() !== before.accentColor.toLowerCase()) changed.accentColor = after.accentColor.trim().toLowerCase();
  for (const field of ['supportEmail', 'supportPhone', 'resetPasswordUrl', 'helpUrl'] as const) {
    if (after[field].trim() !== before[field]) changed[field] = after[field].trim() || null;
  }
  return changed;
}

/** The languages the portal and the mails speak. */
export const portalLanguages : readonly Language[] = ['en', 'fr'];

/** A language's own name for itself, as people look for it in a list. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}
