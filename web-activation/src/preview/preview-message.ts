import type { Download, Look } from '../api.ts';

export const previewScreens = ['sign_in', 'email', 'code', 'progress', 'done', 'problem'] as const;
export type PreviewScreen = (typeof previewScreens)[number];
export const previewThemes = ['light', 'dark'] as const;

/** What the console wants to see. */
export type PreviewMessage = { kind: 'vestibule-preview'; screen: PreviewScreen; language: string; theme: (typeof previewThemes)[number]; look: Look; senderName: string; codeMinutes: number; downloads: Download[] };

/** Takes a message for what it is meant to be, or null: anything may post to a page. */
export function previewMessageIn({ data, origin, source }: Pick<MessageEvent<unknown>, 'data' | 'origin' | 'source'>, page: { origin: string; parent: unknown }): PreviewMessage | null {
  if (origin !== page.origin || source !== page.parent) return null;
  const isOurs = typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'vestibule-preview';
  // Safe as far as it must be: it came from a page of our own origin, and nothing but texts and a colour is taken from it.
  return isOurs ? (data as PreviewMessage) : null;
}
