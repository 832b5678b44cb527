import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { copyText, showToast } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import type { Action, Subscriber } from '../api.ts';
import { useFailureToast } from '../problem-text.ts';
import { fetchErrorText, useResendMail } from './queries.ts';

export type Question = { action: 'retry_activation' | 'delete' | 'change_package' | 'move_template' | 'go_first' | 'invite'; subscriber: Subscriber; number: number };

type Actions = {
  /** the dialog to show, kept while it closes */
  question: ShallowRef<Question | null>;
  open: Ref<boolean>;
  act: (action: Action, subscriber: Subscriber) => void;
};

/** Carries out what a menu asks for: copying and resending at once, everything else after a dialog. */
export function useActions(): Actions {
  const { t } = useI18n();
  const fail = useFailureToast();
  const { mutateAsync: resend } = useResendMail();
  const question = shallowRef<Question | null>(null);
  const open = ref(false);
  let number = 0;

  async function copyError(id: string): Promise<void> {
    const copied = await copyText(await fetchErrorText(id));
    showToast(copied ? t('subscribers.errorCopied') : t('action.copyFailed'), copied ? 'success' : 'danger');
  }

  async function resendMail({ id }: Subscriber): Promise<void> {
    const { email } = await resend(id);
    showToast(t('subscribers.mailSent', { email: email ?? '' }));
  }

  function act(action: Action, subscriber: Subscriber): void {
    if (action === 'copy_error_text') return void copyError(subscriber.id).catch(fail);
    if (action === 'resend_mail') return void resendMail(subscriber).catch(fail);
    question.value = { action, subscriber, number: ++number };
    open.value = true;
  }

  return { question, open, act };
}
