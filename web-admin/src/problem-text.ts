import { ProblemError } from '@vestibule/api-client';
import { showToast } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import { arrived } from './locales/i18n.ts';
import { toldByReason } from './told-by-reason.ts';

/** Words for a failure: our own for the codes we know, else the server’s title; with what support will ask for. */
export function useProblemText(): (error: unknown) => string {
  const { t, te, locale } = useI18n();
  const wait = (seconds: number): string =>
    seconds < 90
      ? new Intl.NumberFormat(locale.value, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(seconds)
      : new Intl.NumberFormat(locale.value, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(Math.ceil(seconds / 60));

  return (error) => {
    // The words of seldom refusals come after the first screen; a page that failed at once says them as soon as they are here.
    void arrived.value;
    if (!(error instanceof ProblemError)) return t('problem.request.failed');
    const { code, title, status, action, requestId, reference, retryAfterSeconds } = error.problem;
    const key = code.startsWith('http.') ? 'problem.request.failed' : `problem.${code}`;
    const waiting = { wait: wait(retryAfterSeconds ?? 60) };
    const text = te(key) ? t(key, waiting) : te(`refusal.${code}`) ? t(`refusal.${code}`, waiting) : title;
    const quote = reference ?? (status >= 500 || action === 'contact_support' ? requestId : undefined);
    return quote ? `${text} ${t('failure.reference', { reference: quote })}` : text;
  };
}

// What is wrong with the input, or with what is gone, the reason says itself: the field or the list is in front of the reader.
const seenAnyway = ['correct_input', 'check_address', 'other_email', 'sign_in'];
// A button beside it does these.
const retried = ['wait', 'read_again'];

/** The registry's next action in words; empty where the reason says it already. `beside`: whether a button beside it tries again. */
export function useNextAction(beside: 'retry' | 'none' = 'none'): (error: unknown) => string {
  const { t, te } = useI18n();
  const left = beside === 'retry' ? [...seenAnyway, ...retried] : seenAnyway;
  return (error) => {
    void arrived.value;
    if (!(error instanceof ProblemError) || toldByReason(error.code)) return '';
    const { action } = error.problem;
    return action && !left.includes(action) && te(`nextAction.${action}`) ? t(`nextAction.${action}`) : '';
  };
}

/** Both in one line: why, and what helps. */
export function useFailureText(beside?: 'retry'): (error: unknown) => string {
  const [problemText, nextAction] = [useProblemText(), useNextAction(beside)];
  return (error) => [problemText(error), nextAction(error)].filter(Boolean).join(' ');
}

/** Says in a message that stays until it is put away why something was not done, and what helps. */
export function useFailureToast(): (error: unknown) => void {
  const [problemText, nextAction] = [useProblemText(), useNextAction()];
  return (error) => showToast(problemText(error), 'danger', { next: nextAction(error) });
}
