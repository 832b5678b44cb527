import { defineStore } from 'pinia';
import { api, type Activation, type ActivationPage, type Credentials, type Invitation, type InvitedCredentials, type Look } from '../api.ts';
import { failureOf, isPassing, isSignedOut, type Failure } from './failure.ts';
import { dropHash, invitationInUrl } from './mail-code.ts';
import { screenOf, type Screen, type Situation } from './screen.ts';

type State = Situation & {
  shareKey: string;
  page: ActivationPage | null;
  isBusy: boolean;
  /** why the last thing the visitor did was refused; stays until the next try or screen */
  failure: Failure | null;
  hasExpired: boolean;
  isOffline: boolean;
  // Kept through a sign-in in between, so that nobody types anything twice.
  userId: string;
  lastUserId: string;
  draftEmail: string;
  /** the address that was last sent; what the server said is about this one */
  askedAbout: string;
  codeFromMail: string;
  /** from a personal link, until it is used up */
  invitationKey: string;
  invitation: Invitation | null;
  /** counts what the visitor did and what the stream said, so that an older answer does not undo it */
  epoch: number;
};

const atStart = (): State => ({
  shareKey: '', page: null, activation: null, linkProblem: null, isLoading: true, isUnreachable: false, isNothingWaiting: false,
  isChangingEmail: false, hasExpired: false, isOffline: false, isBusy: false, failure: null,
  userId: '', lastUserId: '', draftEmail: '', askedAbout: '', codeFromMail: '', invitationKey: '', invitation: null, epoch: 0,
});

const unusable = 'activation.invitation_unusable';

/** What the portal knows in this tab. Nothing of it is stored: the server is asked again after a reload. */
export const useActivation = defineStore('activation', {
  state: atStart,

  getters: {
    screen: (state): Screen => screenOf(state),
    look: (state): Look | null => state.activation?.look ?? state.page?.look ?? null,
  },

  actions: {
    async start(shareKey: string): Promise<void> {
      this.shareKey = shareKey;
      this.invitationKey = invitationInUrl();
      this.isLoading = true;
      this.isUnreachable = false;
      await Promise.all([this.readPage(), this.readInvitation()]);
      // A visit that lives counts for more than the link it came through.
      if (!this.page) await this.readSession();
      this.isLoading = false;
    },

    signIn(credentials: Credentials) {
      return this.attempt(() => api.signIn(this.shareKey, credentials));
    },
    /** By a personal link. Signed in, the link is used up and goes out of the address bar. */
    async signInInvited(credentials: Omit<InvitedCredentials, 'key'>): Promise<boolean> {
      const isIn = await this.attempt(() => api.signInInvited(this.shareKey, { ...credentials, key: this.invitationKey }));
      if (isIn || this.failure?.code === unusable) this.leaveInvitation();
      return isIn;
    },
    leaveInvitation(): void {
      this.invitationKey = '';
      this.invitation = null;
      dropHash();
    },
    /** @param isConfirmed the visitor was told what is unusual about it */
    giveEmail(email: string, isConfirmed: boolean) {
      this.askedAbout = email;
      return this.attempt(() => api.giveEmail(email, isConfirmed));
    },
    resendCode() {
      return this.attempt(() => api.resendCode());
    },
    verifyCode(code: string) {
      return this.attempt(() => api.verifyCode(code));
    },
    answerConsent(answer: 'agree' | 'refuse', wording: string) {
      return this.attempt(() => api.answerConsent(answer, wording));
    },
    resendConsent() {
      return this.attempt(() => api.resendConsent());
    },
    remindFirst() {
      return this.attempt(() => api.remindFirst());
    },
    tryAgain() {
      return this.attempt(() => api.tryAgain());
    },

    changeEmail(): void {
      this.isChangingEmail = true;
      this.failure = null;
    },
    keepEmail(): void {
      this.isChangingEmail = false;
      this.failure = null;
    },
    leaveNothingWaiting(): void {
      this.isNothingWaiting = false;
      this.failure = null;
    },

    /** Mails follow the page. Nothing on it hangs on that, so a refusal is not shown. */
    async tellLanguage(language: string): Promise<void> {
      if (this.activation) await api.chooseLanguage(language).catch(() => undefined);
    },

    async signOut(): Promise<void> {
      try {
        await api.signOut();
      } catch (error) {
        const refusal = failureOf(error);
        if (!isSignedOut(refusal)) return void (this.failure = refusal);
      }
      const { shareKey, page, epoch, invitationKey, invitation } = this;
      this.$patch({ ...atStart(), shareKey, page, invitationKey, invitation, isLoading: false, epoch: epoch + 1 });
    },

    /** Takes over what the stream says, which may be newer than an answer that is still under way. */
    hear(news: Activation): void {
      this.epoch += 1;
      this.accept(news);
    },

    /** Asks where things stand. An answer that newer news or a newer action has overtaken is dropped. */
    async refresh(): Promise<void> {
      const asked = this.epoch;
      try {
        const answer = await api.readActivation();
        if (asked === this.epoch) this.accept(answer);
      } catch (error) {
        const refusal = failureOf(error);
        if (isSignedOut(refusal)) this.expire();
        else this.isOffline = isPassing(refusal);
      }
    },

    /** Takes over what the server says; an address the visitor is just changing is not taken from under their hands. */
    accept(answer: Activation): void {
      if (answer.step !== this.activation?.step) this.keepEmail();
      if (answer.step !== 'email' && answer.step !== 'code') this.codeFromMail = '';
      if (this.lastUserId && answer.userId !== this.lastUserId) this.draftEmail = '';
      this.activation = answer;
      this.userId = this.lastUserId = answer.userId;
      this.hasExpired = this.isNothingWaiting = this.isOffline = false;
    },

    expire(): void {
      this.hasExpired = this.activation !== null;
      this.activation = null;
      this.keepEmail();
    },

    /** One thing at a time: a second press while the first is under way does nothing. */
    async attempt(work: () => Promise<Activation>): Promise<boolean> {
      if (this.isBusy) return false;
      this.isBusy = true;
      this.failure = null;
      const began = (this.epoch += 1);
      const wasChanging = this.isChangingEmail;
      try {
        const answer = await work();
        // A failure can come so fast that the stream tells of it first; then only asking again says what is true.
        if (began === this.epoch) this.accept(answer);
        else await this.refresh();
        // The stream may have shown the next screen before this answer: what was begun there goes on.
        if (wasChanging) this.isChangingEmail = false;
        return true;
      } catch (error) {
        await this.refuse(failureOf(error));
        return false;
      } finally {
        this.isBusy = false;
      }
    },

    async refuse(refusal: Failure): Promise<void> {
      const { code, status } = refusal;
      if (isSignedOut(refusal) && this.activation) return this.expire();
      if (code === 'activation.no_pending_user') this.isNothingWaiting = true;
      else if (code === 'activation.link_unknown' || code === 'activation.link_withdrawn') this.noteLink(refusal);
      else if (code === 'activation.email_in_use') this.isChangingEmail = true;
      // The server stands elsewhere than this page thought: show where.
      else if (status === 409 || status === 410 || code === 'activation.code_too_many_tries') await this.refresh();
      this.failure = refusal;
    },

    async readPage(): Promise<void> {
      this.linkProblem = this.shareKey ? null : 'link_unknown';
      if (!this.shareKey) return;
      try {
        this.page = await api.readPage(this.shareKey);
        if (this.page.activation) this.accept(this.page.activation);
      } catch (error) {
        this.noteLink(failureOf(error));
      }
    },

    async readInvitation(): Promise<void> {
      if (!this.invitationKey) return;
      try {
        this.invitation = await api.viewInvitation(this.shareKey, this.invitationKey);
      } catch (error) {
        const refusal = failureOf(error);
        if (refusal.code !== unusable) return;
        this.leaveInvitation();
        this.failure = refusal;
      }
    },

    async readSession(): Promise<void> {
      try {
        this.accept(await api.readActivation());
      } catch (error) {
        // Without a session the portal simply begins at the sign-in.
        if (!isSignedOut(failureOf(error))) this.isUnreachable = true;
      }
    },

    noteLink({ status }: Failure): void {
      if (status === 404) this.linkProblem = 'link_unknown';
      else if (status === 410) this.linkProblem = 'link_withdrawn';
      else this.isUnreachable = true;
    },
  },
});
