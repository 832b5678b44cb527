import { useLanguages } from '../language.ts';
import type { Failure } from './failure.ts';
import { momentText } from './moment-text.ts';

/** The sentence for a refusal in the visitor's language; for a code this page does not know, the server's own title. */
export function useProblemText(): (failure: Failure) => string {
  const { t, te, locale } = useLanguages();
  return ({ code, title, triesLeft, retryAt }) => {
    const key = `problem.${code}`;
    const sentences = [te(key) ? t(key) : title || t('problem.unknown')];
    if (code === 'activation.code_wrong' && triesLeft) sentences.push(t('code.tries_left', { n: triesLeft }));
    if (retryAt !== null) sentences.push(t('problem.retry_at', { time: momentText(retryAt, locale.value) }));
    return sentences.join(' ');
  };
}
