import { readdirSync } from 'node:fs';
import type { Call } from './owner-calls.ts';

export type MailPreview = { kind: string; language: string; subject: string; text: string; html: string };

/** Every mail the product can send, by the name of its folder. */
export const mailKinds: readonly string[] = readdirSync(new URL('../../../services/provisioning/src/mail/messages/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** A mail of the demo's first template in every language there is of it. */
export async function mailPreviews(call: Call, kind: string): Promise<MailPreview[]> {
  const { items } = await call<{ items: { id: string }[] }>('/v1/templates?limit=1');
  const preview = (language: string) => call<Omit<MailPreview, 'kind' | 'language'> & { languages: string[] }>(`/v1/templates/${items[0]?.id}/preview`, { message: kind, language });
  const { languages } = await preview('en');
  const previews: MailPreview[] = [];
  for (const language of languages) previews.push({ kind, language, ...(await preview(language)) });
  return previews;
}
