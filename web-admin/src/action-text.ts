import { useI18n } from 'vue-i18n';

/** The registry's next action in words, as an answer names it beside a refusal; empty where it names none. */
export function useActionText(): (action: string | null | undefined) => string {
  const { t, te } = useI18n();
  return (action) => (action && te(`nextAction.${action}`) ? t(`nextAction.${action}`) : '');
}
