import { ProblemError } from '@vestibule/api-client';
import { useI18n } from 'vue-i18n';

/** Words for a failure: our own for the codes we know, else the server’s title; with what support will ask for. */
export function useProblemText(): (error: unknown) => string {
  const { t, te, locale } = useI18n();
  const wait = (seconds: number): string =>
    seconds < 90
      ? new Intl.NumberFormat(locale.value, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(seconds)
      : new Intl.NumberFormat(locale.value, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(Math.ceil(seconds / 60));

  return (error) => {
    if (!(error instanceof ProblemError)) return t('problem.request.failed');
    const { code, title, status, requestId, reference, retryAfterSeconds } = error.problem;
    const key = code.startsWith('http.') ? 'problem.request.failed' : `problem.${code}`;
    const waiting = { wait: wait(retryAfterSeconds ?? 60) };
    const text = te(key) ? t(key, waiting) : te(`refusal.${code}`) ? t(`refusal.${code}`, waiting) : title;
    const quote = reference ?? (status >= 500 ? requestId : undefined);
    return quote ? `${text} ${t('failure.reference', { reference: quote })}` : text;
  };
}

// The words for the problem and the button that tries again say these already.
const saidAnyway = ['wait', 'read_again', 'check_address'];

/** What helps, in the words of the registry's next action; an empty text where the problem's own words say it. */
export function useNextAction(): (error: unknown) => string {
  const { t, te } = useI18n();
  return (error) => {
    const action = error instanceof ProblemError ? error.problem.action : undefined;
    return action && !saidAnyway.includes(action) && te(`nextAction.${action}`) ? t(`nextAction.${action}`) : '';
  };
}
