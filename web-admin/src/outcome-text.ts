import { useI18n } from 'vue-i18n';

/** Words for what came of one user in bulk work; a refusal of the single act has the words it has there. */
export function useOutcomeText(): (code: string) => string {
  const { t, te } = useI18n();
  return (code) => {
    if (te(`outcome.${code}`)) return t(`outcome.${code}`);
    if (te(`refusal.${code}`)) return t(`refusal.${code}`);
    return te(`problem.${code}`) ? t(`problem.${code}`, { wait: '' }) : code;
  };
}
