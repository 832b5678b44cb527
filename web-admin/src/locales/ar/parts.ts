import type { TextPart } from '../i18n.ts';
import type { Messages } from '../languages.ts';

export const load = (part: TextPart): Promise<{ default: Messages }> => import(`./${part}.json`, { with: { type: 'json' } });
