import Type, { type Static } from 'typebox';
import { consentAnswers } from '../consents/consent.ts';
import { bodyOf, Moment, nullable, oneOf, ProblemOwner, ref, Uuid } from '../http/schema.ts';
import { stepNames } from '../operations/operation.ts';
import { Status } from '../subscribers/schemas.ts';
import { Look } from '../templates/look-schemas.ts';
import { Downloads } from '../templates/schemas.ts';
import { invitationProofs } from '../templates/template.ts';
import { steps } from './activation.ts';

const Code = Type.Object(
  {
    sentTo: Type.String(),
    sentAt: Moment,
    expiresAt: Moment,
    resendAt: Moment,
    resendsLeft: Type.Integer(),
    triesLeft: Type.Integer(),
    delivery: oneOf(['queued', 'accepted', 'deferred', 'refused', 'delayed', 'bounced', 'stopped'], 'What mail servers said so far: our relay, and those behind it in reports (delayed, bounced). stopped: not sent, since the reader of the mailbox wants no mails for a day.'),
    undeliverable: Type.Boolean({ description: 'The address was found not to work: no further mail goes there.' }),
  },
  { $id: 'ActivationCode' },
);
const Progress = Type.Object(
  {
    startedAt: Moment,
    steps: Type.Array(Type.Object({ name: oneOf(stepNames), state: oneOf(['waiting', 'running', 'done', 'failed']) })),
    slow: Type.Boolean({ description: 'It takes longer than usual.' }),
  },
  { $id: 'ActivationProgress' },
);
const Trouble = Type.Object(
  {
    code: Type.String({ description: 'A problem code; the page has a text for it.' }),
    errorCode: Type.Integer(),
    owner: ref(ProblemOwner),
    canTryAgain: Type.Boolean(),
    canChangeEmail: Type.Boolean(),
    reference: Type.String({ description: 'What to quote to support.' }),
  },
  { $id: 'ActivationProblem' },
);
const Waiting = Type.Object(
  {
    first: nullable(Type.String({ description: 'Whose account has to be ready first: first name and initial. Null when nobody is known.' })),
    isReachable: Type.Boolean({ description: 'A reminder goes to them by mail; otherwise to the admins, since no address of theirs is proven.' }),
    remindedAt: nullable(Moment),
    remindAt: nullable(Moment),
  },
  { $id: 'ActivationWaiting', description: 'Nobody of a customer goes on before its first user is active (Provision Admin First). The page goes on by itself.' },
);
const Move = Type.Object(
  {
    email: Type.String(),
    wording: Type.String({ description: 'Which text of the question the page has to show; sent back with the answer.' }),
    agreedAt: nullable(Moment),
    isPassedOn: Type.Boolean({ description: 'The cloud platform was told, and asks the person once more by its own mail.' }),
    answerBy: Moment,
    resendAt: nullable(Moment),
    reference: Type.String(),
  },
  { $id: 'ActivationMove', description: 'The address has an account already, which its owner may move.' },
);
const Done = Type.Object({ signInEmail: Type.String(), downloads: Downloads }, { $id: 'ActivationDone' });

export const Activation = Type.Object(
  {
    step: oneOf(steps, 'The screen to show.'),
    status: ref(Status),
    templateId: Uuid,
    userId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    look: ref(Look),
    senderName: Type.String({ description: 'Who the mails come from.' }),
    language: Type.String(),
    email: nullable(Type.String()),
    code: nullable(ref(Code)),
    progress: nullable(ref(Progress)),
    problem: nullable(ref(Trouble)),
    waiting: nullable(ref(Waiting)),
    move: nullable(ref(Move)),
    done: nullable(ref(Done)),
    sessionExpiresAt: Moment,
  },
  { $id: 'Activation', description: 'Where the signed-in person stands, and everything the screen needs.' },
);
export type ActivationAnswer = Static<typeof Activation>;

export const ActivationPage = Type.Object(
  {
    templateId: Uuid,
    templateName: Type.String(),
    language: Type.String(),
    languages: Type.Array(Type.String(), { description: 'What the page offers to choose from.' }),
    look: ref(Look),
    defaultDomain: nullable(Type.String({ description: 'Added to a user id typed without a domain.' })),
    activation: nullable(ref(Activation)),
  },
  { $id: 'ActivationPage', description: 'What the page behind a share link shows; `activation` is where the person stands who is signed in at it.' },
);

export const SignInBody = bodyOf('ActivationSignIn', {
  userId: Type.String({ minLength: 1, maxLength: 161 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2}$', description: 'What the page is shown in.' })),
  languageChosen: Type.Optional(Type.Boolean({ description: 'The person picked it by hand: it counts for more than the one handed over with the user.' })),
});
export const LanguageBody = bodyOf('ActivationLanguage', { language: Type.String({ pattern: '^[a-z]{2}$' }) });
const invitationKey = Type.String({ minLength: 10, maxLength: 64, description: 'From the fragment of the personal link.' });
export const InvitationKeyBody = bodyOf('InvitationKey', { key: invitationKey });
export const InvitedSignInBody = bodyOf('InvitedSignIn', {
  key: invitationKey,
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  language: SignInBody.properties.language,
  languageChosen: SignInBody.properties.languageChosen,
});
export const InvitationView = Type.Object(
  {
    name: nullable(Type.String({ description: 'First name and initial of whom the link stands for.' })),
    proof: oneOf(invitationProofs, 'password: the BroadWorks password is asked for. link: the link is enough.'),
    expiresAt: Moment,
  },
  { $id: 'InvitationView' },
);
export const EmailBody = bodyOf('ActivationEmail', {
  email: Type.String({ minLength: 1, maxLength: 320 }),
  confirmed: Type.Optional(Type.Boolean({ description: 'The person means it, although the address is unusual (see `activation.email_unusual`).' })),
});
export const ConsentBody = bodyOf('ActivationConsent', { answer: oneOf(consentAnswers), wording: Type.String({ maxLength: 20, description: 'The wording that was answered.' }) });
export const CodeBody = bodyOf('ActivationVerify', { code: Type.String({ minLength: 1, maxLength: 20, description: 'Six digits; spaces do not matter.' }) });
