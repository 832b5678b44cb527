import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf } from '../../test/journeys.ts';

describe('an address that a user gives', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  async function atEmail() {
    const user = await h.provider.handOver();
    return { user, page: await h.provider.asSubscriber(user) };
  }
  const give = (page: Awaited<ReturnType<typeof atEmail>>['page'], body: object) => page.put('/v1/activation/session/email').send(body);
  const messages = async (id: string) => (await h.pool.query('select 1 from messages where subscriber_id = $1', [id])).rowCount;

  it.each([['plus', 'ann+work@example.com'], ['role', 'info@example.com'], ['disposable', 'ann@mailinator.com'], ['lookalike', 'ann@pаypal.com']])('is asked about once more when it is unusual: %s', async (remark, address) => {
    const { user, page } = await atEmail();
    const email = address.replace('@', `@${unique('x')}.`);
    const asked = await give(page, { email });
    expectProblem(asked, 409, 'activation.email_unusual');
    expect(asked.body.remarks).toEqual([remark]);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_input', email: null });
    expect(await messages(user.id)).toBe(0);

    await give(page, { email, confirmed: true }).expect(202);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation' });
    expect(await messages(user.id)).toBe(1);
  });

  it('is refused whatever the person confirms when the template blocks its kind, and the change is in the audit log', async () => {
    const owner = await h.asOwner();
    const { id: templateId } = h.provider.template;
    const { body: template } = await owner.patch(`/v1/templates/${templateId}`).send({ addressPolicy: { plus: 'allow', role: 'block', disposable: 'block' } }).expect(200);
    expect(template.addressPolicy).toEqual({ plus: 'allow', role: 'block', disposable: 'block' });
    const { user, page } = await atEmail();
    const refused = await give(page, { email: `info+x@${unique('a')}.example`, confirmed: true });
    expectProblem(refused, 400, 'activation.email_blocked');
    expect(refused.body.remarks).toEqual(['role']);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_input', email: null });
    expect(await eventsOf(h, user.id)).not.toContainEqual(expect.objectContaining({ type: 'subscriber.email_submitted' }));
    await give(page, { email: `ann+x@${unique('a')}.example` }).expect(202);
    await owner.patch(`/v1/templates/${templateId}`).send({ addressPolicy: { plus: 'warn', role: 'warn', disposable: 'warn' } }).expect(200);
    expectProblem(await owner.patch(`/v1/templates/${templateId}`).send({ addressPolicy: { plus: 'perhaps', role: 'warn', disposable: 'warn' } }), 400, 'request.invalid');
  });

  it.each(['no-such.example', 'no-mail.example', 'nothing.example'])('is refused when nobody at %s gets mail', async (domain) => {
    const { user, page } = await atEmail();
    expectProblem(await give(page, { email: `ann@${domain}`, confirmed: true }), 400, 'activation.email_domain_dead');
    expect(await messages(user.id)).toBe(0);
  });

  it('is taken when the name servers do not say', async () => {
    const { page } = await atEmail();
    await give(page, { email: `ann@${unique('x')}.silent.example` }).expect(202);
  });
});
