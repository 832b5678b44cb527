import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unique } from '../test/factories.ts';
import { type Harness, startHarness } from '../test/harness.ts';
import { expectProblem } from '../test/journeys.ts';
import { environment, run } from '../test/programs.ts';
import { createAdmin } from './admins/create-admin.ts';
import { inTransaction } from './context.ts';
import { setLocalAccounts } from './providers/set-local-accounts.ts';

// Whole processes are started here, which takes its time where many share two cores.
jest.setTimeout(120_000);

describe('the program that lets an owner in again', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());
  const settings = () => environment(h.services.config.databaseUrl, { MASTER_KEY: h.services.config.masterKey.toString('base64') });

  it('gives a new password, makes the admin an active owner, ends the sessions and switches local accounts on', async () => {
    const email = `${unique('locked')}@example.com`;
    const password = 'a long enough password';
    await createAdmin(h.provider.ctx, { email, name: 'Locked Out', role: 'read_only', password });
    const before = h.asVisitor();
    await before.post('/v1/session').send({ email, password }).expect(200);
    await inTransaction(h.provider.ctx, (ctx) => setLocalAccounts(ctx, false));
    expectProblem(await h.asVisitor().post('/v1/session').send({ email, password }), 403, 'access.local_accounts_off');

    const { status, stdout } = run('recover', settings(), ['--email', email.toUpperCase()]);
    expect(status).toBe(0);
    const [, fresh] = /password (\w{22})\./.exec(stdout) ?? [];
    const session = await h.asVisitor().post('/v1/session').send({ email, password: fresh }).expect(200);
    expect(session.body.admin).toMatchObject({ email, role: 'owner', templateIds: null });
    expectProblem(await before.get('/v1/session'), 401, 'access.signed_out');
    expectProblem(await h.asVisitor().post('/v1/session').send({ email, password }), 401, 'access.sign_in_refused');
    const { rows } = await h.pool.query(`select type from events where actor_name = 'recover' order by id`);
    expect(rows.map(({ type }) => type)).toEqual(['admin.password_changed', 'admin.role_changed', 'sign_in.local_accounts_changed']);
  });

  it('says so when nobody signs in with the address, and how it is used', () => {
    expect(run('recover', settings(), ['--email', 'nobody@example.com'])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('admin.not_found') });
    expect(run('recover', settings())).toMatchObject({ status: 1, stderr: expect.stringContaining('usage:') });
  });
});
