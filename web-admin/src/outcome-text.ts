import { useI18n } from 'vue-i18n';
import { toldByReason } from './told-by-reason.ts';

/** Words for what came of one user in bulk work; a refusal of the single act has the words it has there. */
export function useOutcomeText(): (code: string) => string {
  const { t, te } = useI18n();
  return (code) => {
    if (te(`outcome.${code}`)) return t(`outcome.${code}`);
    if (te(`refusal.${code}`)) return t(`refusal.${code}`);
    return te(`problem.${code}`) ? t(`problem.${code}`, { wait: '' }) : code;
  };
}

/** What to do next for such a user; an empty text where nothing needs to be done, or where the reason says it. `action`: the registry's next action. */
export function useOutcomeNext(): (outcome: { code: string | null; action: string | null }) => string {
  const { t, te } = useI18n();
  return ({ code, action }) => {
    if (code === null || action === null) return '';
    if (te(`outcomeNext.${code}`)) return t(`outcomeNext.${code}`);
    if (toldByReason(code)) return '';
    if (te(`outcomeNext.${action}`)) return t(`outcomeNext.${action}`);
    return te(`nextAction.${action}`) ? t(`nextAction.${action}`) : '';
  };
}
