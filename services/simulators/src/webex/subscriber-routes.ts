import type { FastifyInstance, FastifyRequest } from 'fastify';
import { published, type AccountChanges, type PlannedOutcome, type StoredAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';
import { creationFields, preCheckEmail, updateChanges, userIdIn } from './check-body.ts';
import { describe, Refusal, refusalByCode } from './refusal.ts';
import { search } from './search.ts';
import { magicPreCheckCode, type WebexFault } from './webex-faults.ts';

export const SUBSCRIBERS = '/v1/broadworks/subscribers';

export type SubscriberParts = {
  accounts: AccountStore;
  provisioningDelayMs: number;
  /** After being asked again, the owner of a movable account agrees; undefined: never by itself. */
  ownersAgreeAfterMs: number | undefined;
  /** The misbehaviour decided for this request, if any. */
  faultOf(request: FastifyRequest): WebexFault | undefined;
};

type ById = { Params: { id: string } };

/** The published subscriber endpoints. */
export const installSubscribers = (app: FastifyInstance, parts: SubscriberParts): void => {
  const { accounts, faultOf } = parts;
  app.post(SUBSCRIBERS, async (request) => published(create(parts, request)));
  app.get(SUBSCRIBERS, async (request, reply) => {
    const page = search(accounts.list().filter(({ shownFrom = 0 }) => shownFrom <= Date.now()), new URL(request.url, `http://${request.host}`));
    if (page.links !== null) reply.header('link', page.links);
    return { items: page.accounts.map(published) };
  });
  app.get<ById>(`${SUBSCRIBERS}/:id`, async (request) => published(existing(accounts, request.params.id)));
  app.put<ById>(`${SUBSCRIBERS}/:id`, async (request) => {
    const account = existing(accounts, request.params.id);
    if (account.status !== 'provisioned' && account.status !== 'error') {
      throw new Refusal(409, `A subscriber in status ${account.status} can not be updated.`);
    }
    const changes = updateChanges(request.body, account);
    refuseOthersUserId(accounts, account, changes);
    return published(accounts.change(account, { status: 'updating', errors: [], planned: plan(parts, faultOf(request), changes) }));
  });
  app.delete<ById>(`${SUBSCRIBERS}/:id`, async (request, reply) => {
    accounts.remove(existing(accounts, request.params.id));
    return reply.code(204).send();
  });
  app.post(`${SUBSCRIBERS}/validate`, async (request) => preCheck(accounts, request.body));
  app.post<ById>('/v1/subscribers/:id/emails/consentMove', async (request, reply) => {
    const account = existing(accounts, request.params.id);
    if (account.status !== 'pending_user_migration') throw new Refusal(409, `A subscriber in status ${account.status} is not waiting for consent.`);
    const { ownersAgreeAfterMs } = parts;
    // As if they had opened the mail and pressed its button: the demo has nobody who would.
    if (ownersAgreeAfterMs !== undefined) accounts.change(account, { planned: { at: Date.now() + ownersAgreeAfterMs, status: 'provisioned', errors: [], changes: {} } });
    return reply.code(204).send();
  });
};

/** Gives or refuses the consent a movable account waits for; undefined when none waits. */
export const decideConsent = (parts: SubscriberParts, account: StoredAccount | undefined, give: boolean): StoredAccount | undefined => {
  if (account?.status !== 'pending_user_migration') return undefined;
  if (give) return parts.accounts.change(account, { status: 'provisioning', planned: plan(parts, undefined, {}) });
  return parts.accounts.change(account, { status: 'error', planned: null, errors: [{ errorCode: 200039, description: describe(200039) }] });
};

const create = (parts: SubscriberParts, request: FastifyRequest): StoredAccount => {
  const { accounts, faultOf } = parts;
  const fault = faultOf(request);
  const fields = creationFields(request.body);
  if (fault?.fault !== 'allow_duplicate') {
    if (accounts.byUserId(fields.userId)) throw refusalByCode(10022);
    if (fields.email !== undefined && accounts.byEmail(fields.email)) throw refusalByCode(200042);
  }
  if (fields.email === undefined) return accounts.create(fields, 'pending_email_input');
  if (fault?.fault === 'movable') return accounts.create(fields, 'pending_user_migration');
  const hidden = fault?.fault === 'hide' ? { shownFrom: Date.now() + fault.forMs } : {};
  return accounts.change(accounts.create(fields, 'provisioning'), { planned: plan(parts, fault, {}), ...hidden });
};

/** What the background work will come to, decided when it starts. */
const plan = (parts: SubscriberParts, fault: WebexFault | undefined, changes: AccountChanges): PlannedOutcome => {
  const at = Date.now() + (fault?.fault === 'slow_provisioning' ? fault.delayMs : parts.provisioningDelayMs);
  if (fault?.fault !== 'fail_in_background') return { at, status: 'provisioned', errors: [], changes };
  return { at, status: 'error', errors: [{ errorCode: fault.errorCode, description: describe(fault.errorCode) }], changes: {} };
};

// Accounts in a consumer organization stay invisible here, as they do to the real pre-check.
const preCheck = (accounts: AccountStore, body: unknown): object => {
  const email = preCheckEmail(body);
  const code = magicPreCheckCode(email);
  if (code !== undefined) throw refusalByCode(code);
  const owner = accounts.byEmail(email);
  const userId = userIdIn(body);
  if (owner && owner.fields.userId.toLowerCase() !== userId?.toLowerCase()) throw refusalByCode(200042);
  return { message: 'success', info: [{ infoCode: 100, description: 'The subscriber can be provisioned.' }] };
};

const refuseOthersUserId = (accounts: AccountStore, account: StoredAccount, { userId }: AccountChanges): void => {
  const owner = userId === undefined ? undefined : accounts.byUserId(userId);
  if (owner && owner.uuid !== account.uuid) throw refusalByCode(10022);
};

const existing = (accounts: AccountStore, id: string): StoredAccount => {
  const account = accounts.byId(id);
  if (!account) throw new Refusal(404, 'There is no subscriber with this id.');
  return account;
};
