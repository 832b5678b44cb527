import { createVisitorClient, dataOf, type components } from '@vestibule/api-client';
import { fetchLearningTime } from './activation/server-clock.ts';

type Schemas = components['schemas'];
export type Look = Schemas['Look'];
export type ActivationPage = Schemas['ActivationPage'];
export type Activation = Schemas['Activation'];
export type SentCode = Schemas['ActivationCode'];
export type Progress = Schemas['ActivationProgress'];
export type ActivationProblem = Schemas['ActivationProblem'];
export type Done = Schemas['ActivationDone'];
export type Waiting = Schemas['ActivationWaiting'];
export type Move = Schemas['ActivationMove'];
export type Invitation = Schemas['InvitationView'];
export type InvitedCredentials = Schemas['InvitedSignIn'];
export type Download = Schemas['Download'];
export type Credentials = Schemas['ActivationSignIn'];

const client = createVisitorClient({ baseUrl: location.origin, fetch: fetchLearningTime });

/** Everything the portal asks of the API. Each call throws `ProblemError` when it is refused or unanswered. */
export const api = {
  readPage: (shareKey: string) => dataOf(client.GET('/v1/activation/{shareKey}', { params: { path: { shareKey } } })),
  signIn: (shareKey: string, body: Credentials) =>
    dataOf(client.POST('/v1/activation/{shareKey}/session', { params: { path: { shareKey } }, body })),
  viewInvitation: (shareKey: string, key: string) =>
    dataOf(client.POST('/v1/activation/{shareKey}/invitation', { params: { path: { shareKey } }, body: { key } })),
  signInInvited: (shareKey: string, body: InvitedCredentials) =>
    dataOf(client.POST('/v1/activation/{shareKey}/invitation/session', { params: { path: { shareKey } }, body })),
  readActivation: () => dataOf(client.GET('/v1/activation/session')),
  chooseLanguage: (language: string) => dataOf(client.PUT('/v1/activation/session/language', { body: { language } })),
  signOut: () => client.DELETE('/v1/activation/session'),
  giveEmail: (email: string, isConfirmed: boolean) => dataOf(client.PUT('/v1/activation/session/email', { body: { email, ...(isConfirmed && { confirmed: true }) } })),
  resendCode: () => dataOf(client.POST('/v1/activation/session/email/resend')),
  verifyCode: (code: string) => dataOf(client.POST('/v1/activation/session/email/verify', { body: { code } })),
  answerConsent: (answer: 'agree' | 'refuse', wording: string) => dataOf(client.POST('/v1/activation/session/consent', { body: { answer, wording } })),
  resendConsent: () => dataOf(client.POST('/v1/activation/session/consent/resend')),
  remindFirst: () => dataOf(client.POST('/v1/activation/session/remind-first')),
  stopMails: (key: string, address: string) => dataOf(client.POST('/v1/mail-blocks', { body: { key, address } })),
  tryAgain: () => dataOf(client.POST('/v1/activation/session/try-again')),
};

export const eventsUrl = '/v1/activation/session/events';
