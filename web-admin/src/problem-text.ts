import { ProblemError } from '@vestibule/api-client';
import { useI18n } from 'vue-i18n';

/** Words for a failure: our own for the codes we know, else the server's title; with what support will ask for. */
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
    // A part of the texts brings its own refusals, so that no page loads words it will not need.
    const text = te(key) ? t(key, { wait: wait(retryAfterSeconds ?? 60) }) : te(`refusal.${code}`) ? t(`refusal.${code}`) : title;
    const quote = reference ?? (status >= 500 ? requestId : undefined);
    return quote ? `${text} ${t('failure.reference', { reference: quote })}` : text;
  };
}
