import { useI18n } from 'vue-i18n';
import { toldByReason } from './told-by-reason.ts';

/** The registry's next action in words, as an answer names it beside a refusal; empty where it names none, or where the reason's own words say it. */
export function useActionText(): (action: string | null | undefined, code?: string | null) => string {
  const { t, te } = useI18n();
  return (action, code) => (action && !toldByReason(code) && te(`nextAction.${action}`) ? t(`nextAction.${action}`) : '');
}
