import type { TextPart } from '../i18n.ts';

export const load = (part: TextPart): Promise<{ default: Record<string, object> }> => import(`./${part}.json`, { with: { type: 'json' } });
