import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { api, type Activation, type ActivationPage, type Credentials } from '../api.ts';
import { failureOf, isPassing, isSignedOut, type Failure } from './failure.ts';
import { screenOf, type Situation } from './screen.ts';

/** What the portal knows in this tab. Nothing of it is stored: the server is asked again after a reload. */
export const useActivation = defineStore('activation', () => {
  const shareKey = ref('');
  const page = shallowRef<ActivationPage | null>(null);
  const activation = shallowRef<Activation | null>(null);
  const linkProblem = ref<Situation['linkProblem']>(null);
  const isLoading = ref(true);
  const isUnreachable = ref(false);
  const isNothingWaiting = ref(false);
  const isChangingEmail = ref(false);
  const hasExpired = ref(false);
  const isOffline = ref(false);
  const isBusy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  // Kept through a sign-in in between, so that nobody types anything twice.
  const userId = ref('');
  const draftEmail = ref('');
  const codeFromMail = ref('');
  let lastUserId = '';
  let epoch = 0;

  const screen = computed(() => screenOf({
    isLoading: isLoading.value,
    activation: activation.value,
    isChangingEmail: isChangingEmail.value,
    isUnreachable: isUnreachable.value,
    linkProblem: linkProblem.value,
    isNothingWaiting: isNothingWaiting.value,
  }));
  const look = computed(() => activation.value?.look ?? page.value?.look ?? null);
  watch(screen, () => (failure.value = null), { flush: 'sync' });

  async function start(key: string): Promise<void> {
    shareKey.value = key;
    isLoading.value = true;
    isUnreachable.value = false;
    await Promise.all([readPage(), readSession()]);
    isLoading.value = false;
  }

  async function readPage(): Promise<void> {
    linkProblem.value = null;
    if (!shareKey.value) {
      linkProblem.value = 'link_unknown';
      return;
    }
    try {
      page.value = await api.readPage(shareKey.value);
    } catch (error) {
      noteLink(failureOf(error));
    }
  }

  async function readSession(): Promise<void> {
    try {
      accept(await api.readActivation());
    } catch (error) {
      // Without a session the portal simply begins at the sign-in.
      if (!isSignedOut(failureOf(error))) isUnreachable.value = true;
    }
  }

  function noteLink(refusal: Failure): void {
    if (refusal.status === 404) linkProblem.value = 'link_unknown';
    else if (refusal.status === 410) linkProblem.value = 'link_withdrawn';
    else isUnreachable.value = true;
  }

  /** Takes over what the server says; an address the visitor is just changing is not taken from under their hands. */
  function accept(answer: Activation): void {
    if (answer.step !== activation.value?.step) isChangingEmail.value = false;
    if (answer.step !== 'email' && answer.step !== 'code') codeFromMail.value = '';
    if (lastUserId && answer.userId !== lastUserId) draftEmail.value = '';
    activation.value = answer;
    userId.value = lastUserId = answer.userId;
    hasExpired.value = false;
    isNothingWaiting.value = false;
    isOffline.value = false;
  }

  function expire(): void {
    hasExpired.value = activation.value !== null;
    activation.value = null;
    isChangingEmail.value = false;
  }

  /** One thing at a time: a second press while the first is under way does nothing. */
  async function attempt(work: () => Promise<Activation>): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    failure.value = null;
    epoch += 1;
    try {
      const answer = await work();
      isChangingEmail.value = false;
      accept(answer);
      return true;
    } catch (error) {
      await refuse(failureOf(error));
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  async function refuse(refusal: Failure): Promise<void> {
    if (isSignedOut(refusal) && activation.value) return expire();
    if (refusal.code === 'activation.no_pending_user') isNothingWaiting.value = true;
    else if (refusal.code === 'activation.email_in_use') isChangingEmail.value = true;
    else if (refusal.code === 'activation.link_unknown' || refusal.code === 'activation.link_withdrawn') noteLink(refusal);
    // The server stands elsewhere than this page thought: show where.
    else if (refusal.status === 409 || refusal.status === 410 || refusal.code === 'activation.code_too_many_tries') await refresh();
    failure.value = refusal;
  }

  /** Asks where things stand. An answer that a newer action has overtaken is dropped. */
  async function refresh(): Promise<void> {
    const asked = epoch;
    try {
      const answer = await api.readActivation();
      if (asked === epoch) accept(answer);
    } catch (error) {
      const refusal = failureOf(error);
      if (isSignedOut(refusal)) expire();
      else isOffline.value = isPassing(refusal);
    }
  }

  async function signOut(): Promise<void> {
    try {
      await api.signOut();
    } catch (error) {
      const refusal = failureOf(error);
      if (!isSignedOut(refusal)) return void (failure.value = refusal);
    }
    epoch += 1;
    activation.value = null;
    hasExpired.value = false;
    isChangingEmail.value = false;
    userId.value = draftEmail.value = codeFromMail.value = '';
  }

  return {
    shareKey, page, activation, look, screen, isBusy, failure, hasExpired, isOffline, isChangingEmail, userId, draftEmail, codeFromMail,
    start, accept, refresh, signOut,
    signIn: (credentials: Credentials) => attempt(() => api.signIn(shareKey.value, credentials)),
    giveEmail: (email: string) => attempt(() => api.giveEmail(email)),
    resendCode: () => attempt(() => api.resendCode()),
    verifyCode: (code: string) => attempt(() => api.verifyCode(code)),
    tryAgain: () => attempt(() => api.tryAgain()),
    changeEmail: () => (isChangingEmail.value = true),
    keepEmail: () => (isChangingEmail.value = false),
    leaveNothingWaiting: () => (isNothingWaiting.value = false),
  };
});
