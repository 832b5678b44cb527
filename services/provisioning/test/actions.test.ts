import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { unique } from './factories.ts';
import { expectProblem, operationsOf, rowOf } from './journeys.ts';
import { type Action, statuses } from '../src/subscribers/subscriber.ts';

/** The API enforces what it shows: in every status each action works, or answers 409 and changes nothing. */
describe('actions by status', () => {
  let h: Harness;
  let owner: Agent;
  let other: { id: string };
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
    other = await h.provider.newTemplate();
  });
  afterAll(() => h.close());

  const act: Record<Action, (id: string) => ReturnType<Agent['get']>> = {
    retry_activation: (id) => owner.post(`/v1/subscribers/${id}/retry-activation`).send({ email: `${unique('act')}@example.com`, mode: 'vouch' }),
    delete: (id) => owner.delete(`/v1/subscribers/${id}`),
    change_package: (id) => owner.post(`/v1/subscribers/${id}/change-package`).send({ package: 'premium' }),
    copy_error_text: (id) => owner.get(`/v1/subscribers/${id}/error-text`),
    move_template: (id) => owner.post(`/v1/subscribers/${id}/move-template`).send({ templateId: other.id }),
    go_first: (id) => owner.post(`/v1/subscribers/${id}/go-first`),
    invite: (id) => owner.post(`/v1/subscribers/${id}/invitation`).send({}),
    resend_mail: (id) => owner.post(`/v1/subscribers/${id}/resend-mail`),
  };
  const actions = Object.keys(act) as Action[];
  const cases = statuses.flatMap((status) => actions.flatMap((action) => [[status, action, false], [status, action, true]] as const));

  it.each(cases)('in %s, %s (with an error: %s) does what the list of allowed actions says', async (status, action, withError) => {
    const { id } = await h.provider.handOver();
    const errors = withError ? [{ errorCode: 200041, code: 'cloud.conflicting_service', description: 'x', trackingId: null }] : [];
    await h.pool.query('update subscribers set status = $2, errors = $3, email = $4, cloud_ref = $5 where id = $1', [id, status, JSON.stringify(errors), `${unique('is')}@example.com`, status === 'provisioned' ? 'ref' : null]);
    const { body: shown } = await owner.get(`/v1/subscribers/${id}`).expect(200);
    const [before, operations] = [await rowOf(h, id), await operationsOf(h, id)];
    const answer = await act[action](id);
    if (shown.allowedActions.includes(action)) {
      expect([200, 201, 202, 204]).toContain(answer.status);
    } else {
      expectProblem(answer, 409, 'subscriber.action_not_allowed');
      expect([await rowOf(h, id), await operationsOf(h, id)]).toEqual([before, operations]);
    }
  });

  it('shows each role only the actions it may take', async () => {
    const { id } = await h.provider.handOver();
    const errors = [{ errorCode: 200041, code: 'cloud.conflicting_service', description: 'x', trackingId: null }];
    await h.pool.query(`update subscribers set status = 'pending_email_validation', errors = $2, email = $3 where id = $1`, [id, JSON.stringify(errors), `${unique('is')}@example.com`]);
    const shownTo = async (agent: Pick<Agent, 'get'>) => (await agent.get(`/v1/subscribers/${id}`).expect(200)).body.allowedActions.sort();
    const all = ['change_package', 'copy_error_text', 'delete', 'invite', 'move_template', 'resend_mail', 'retry_activation'];
    expect(await shownTo(await h.provider.asAdmin('admin'))).toEqual(all);
    expect(await shownTo(await h.provider.asOperator([h.provider.template.id]))).toEqual(all);
    expect(await shownTo(await h.provider.asAdmin('help_desk'))).toEqual(['copy_error_text', 'resend_mail']);
    expect(await shownTo(await h.asReader())).toEqual(['copy_error_text']);
    expect(await shownTo(await h.asClient(['subscribers:read']))).toEqual(['copy_error_text']);
    expect(await shownTo(await h.asClient(['subscribers:read', 'subscribers:write']))).toEqual(all);
  });
});
