import { createApiClient, dataOf } from '@vestibule/api-client';
import { fetchLearningTime } from './activation/server-clock.ts';

export type Look = {
  brandName: string;
  accentColor: string;
  supportEmail: string | null;
  supportPhone: string | null;
  resetPasswordUrl: string | null;
  helpUrl: string | null;
};

export type ActivationPage = { templateName: string; language: string; look: Look; defaultDomain: string | null };

export type Download = { platform: 'windows' | 'macos' | 'ios' | 'android' | 'web'; url: string };

export type SentCode = {
  sentTo: string;
  sentAt: string;
  expiresAt: string;
  resendAt: string;
  resendsLeft: number;
  triesLeft: number;
  delivery: 'queued' | 'accepted' | 'deferred' | 'refused';
};

export type ProgressStep = {
  name: 'find_account' | 'create_account' | 'wait_for_cloud' | 'change_package' | 'remove_account' | 'finish';
  state: 'waiting' | 'running' | 'done' | 'failed';
};

export type ActivationProblem = {
  code: string;
  errorCode: number;
  owner: 'user' | 'admin' | 'nobody';
  canTryAgain: boolean;
  canChangeEmail: boolean;
  reference: string;
};

export type Activation = {
  step: 'email' | 'code' | 'progress' | 'done' | 'problem';
  status: string;
  userId: string;
  firstName: string;
  lastName: string;
  look: Look;
  senderName: string;
  language: string;
  email: string | null;
  code: SentCode | null;
  progress: { startedAt: string; steps: ProgressStep[]; slow: boolean } | null;
  problem: ActivationProblem | null;
  done: { signInEmail: string; downloads: Download[] } | null;
  sessionExpiresAt: string;
};

export type Credentials = { userId: string; password: string; language?: string };

type Answer<T> = { content: { 'application/json': T } };
type Body<T> = { requestBody: { content: { 'application/json': T } } };
type ToActivation = { responses: { 202: Answer<Activation> } };
type WithShareKey = { parameters: { path: { shareKey: string } } };

type Paths = {
  '/v1/activation/{shareKey}': { get: WithShareKey & { responses: { 200: Answer<ActivationPage> } } };
  '/v1/activation/{shareKey}/session': {
    post: WithShareKey & Body<Credentials> & { responses: { 200: Answer<Activation> } };
  };
  '/v1/activation/session': {
    get: { responses: { 200: Answer<Activation> } };
    delete: { responses: { 204: { content?: never } } };
  };
  '/v1/activation/session/email': { put: Body<{ email: string }> & ToActivation };
  '/v1/activation/session/email/resend': { post: ToActivation };
  '/v1/activation/session/email/verify': { post: Body<{ code: string }> & ToActivation };
  '/v1/activation/session/try-again': { post: ToActivation };
};

const client = createApiClient<Paths>({ baseUrl: location.origin, fetch: fetchLearningTime });

/** Everything the portal asks of the API. Each call throws `ProblemError` when it is refused or unanswered. */
export const api = {
  readPage: (shareKey: string) => dataOf(client.GET('/v1/activation/{shareKey}', { params: { path: { shareKey } } })),
  signIn: (shareKey: string, body: Credentials) =>
    dataOf(client.POST('/v1/activation/{shareKey}/session', { params: { path: { shareKey } }, body })),
  readActivation: () => dataOf(client.GET('/v1/activation/session')),
  signOut: () => client.DELETE('/v1/activation/session'),
  giveEmail: (email: string) => dataOf(client.PUT('/v1/activation/session/email', { body: { email } })),
  resendCode: () => dataOf(client.POST('/v1/activation/session/email/resend')),
  verifyCode: (code: string) => dataOf(client.POST('/v1/activation/session/email/verify', { body: { code } })),
  tryAgain: () => dataOf(client.POST('/v1/activation/session/try-again')),
};

export const eventsUrl = '/v1/activation/session/events';
