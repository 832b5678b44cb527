import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { createAdmin } from '../admins/create-admin.ts';
import { deleteAdmin } from '../admins/delete-admin.ts';
import { disableAdmin } from '../admins/disable-admin.ts';
import { canAnyOwnerSignIn } from '../admins/keep-owner.ts';
import { updateAdmin } from '../admins/update-admin.ts';
import { type Context, inTransaction } from '../context.ts';
import { Problem } from '../problems.ts';
import { createProvider } from '../providers/create-provider.ts';
import { createIdentityProvider } from './create-identity-provider.ts';
import { deleteIdentityProvider } from './delete-identity-provider.ts';
import { changeSignInSettings } from './sign-in-settings.ts';
import { updateIdentityProvider } from './update-identity-provider.ts';

type Owner = { id: string; as: Context };

describe('there is always an owner who can sign in', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  }, 60_000);
  afterAll(() => h?.close());

  async function freshProvider() {
    const ctx = h.system(crypto.randomUUID());
    await createProvider(ctx, 'Fresh');
    const newHouse = (issuer = `https://${unique('house')}.example`) => createIdentityProvider(ctx, { name: 'House', issuer, clientId: 'vestibule', clientSecret: 'secret' });
    const as = (id: string): Context => ({ ...ctx, actor: { kind: 'admin', id, name: 'An owner', role: 'owner', templateIds: null } });
    const local = async (): Promise<Owner> => {
      const { id } = await createAdmin(ctx, { email: `${unique('local')}@example.com`, name: 'Local', role: 'owner', password: 'correct horse battery' });
      return { id, as: as(id) };
    };
    const elsewhere = async ({ issuer }: { issuer: string }): Promise<Owner> => {
      const { id } = await createAdmin(ctx, { email: `${unique('house')}@example.com`, name: 'Elsewhere', role: 'owner', signsInElsewhere: true });
      await h.pool.query('insert into admin_identities (provider_id, issuer, subject, admin_id, role_is_mapped, created_at, last_sign_in_at) values ($1, $2, $3, $4, false, now(), now())', [ctx.providerId, issuer, id, id]);
      return { id, as: as(id) };
    };
    return { ctx, newHouse, local, elsewhere, canSignIn: () => inTransaction(ctx, (ctx) => canAnyOwnerSignIn(ctx)) };
  }
  const outcome = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => {
    if (error instanceof Problem) return error.code;
    throw error;
  });

  it('keeps the one who signs in elsewhere while passwords do not count, though another owner has one', async () => {
    const { ctx, newHouse, local, elsewhere } = await freshProvider();
    const [useless, last] = [await local(), await elsewhere(await newHouse())];
    await changeSignInSettings(ctx, { localAccounts: false });
    for (const act of [deleteAdmin, disableAdmin, (by: Context, id: string) => updateAdmin(by, id, { role: 'admin' })]) expect(await outcome(act(useless.as, last.id))).toBe('admin.last_owner');
    expect(await outcome(deleteAdmin(last.as, useless.id))).toBe('done');
  });

  it('keeps local accounts while the only owner of an identity provider is disabled, or the provider is', async () => {
    const { ctx, newHouse, local, elsewhere } = await freshProvider();
    const house = await newHouse();
    const [own, other] = [await local(), await elsewhere(house)];
    await updateIdentityProvider(ctx, house.id, { enabled: false });
    expect(await outcome(changeSignInSettings(own.as, { localAccounts: false }))).toBe('sign_in.owner_needed');
    await updateIdentityProvider(ctx, house.id, { enabled: true });
    await disableAdmin(own.as, other.id);
    expect(await outcome(changeSignInSettings(own.as, { localAccounts: false }))).toBe('sign_in.owner_needed');
  });

  it('keeps the identity provider by which the owners come, also while local accounts are on, until there is another way', async () => {
    const { ctx, newHouse, elsewhere, local } = await freshProvider();
    const [house, second] = [await newHouse(), await newHouse()];
    await elsewhere(house);
    const closing = [{ enabled: false }, { allowedDomains: ['elsewhere.example'] }, { issuer: 'https://moved.example', clientSecret: 'secret' }];
    expect(await outcome(deleteIdentityProvider(ctx, house.id))).toBe('identity_provider.only_way_in');
    for (const changes of closing) expect(await outcome(updateIdentityProvider(ctx, house.id, changes))).toBe('identity_provider.only_way_in');
    expect(await outcome(updateIdentityProvider(ctx, house.id, { allowedDomains: ['example.com'], name: 'Casa' }))).toBe('done');
    expect(await outcome(deleteIdentityProvider(ctx, second.id))).toBe('done');
    await local();
    expect(await outcome(deleteIdentityProvider(ctx, house.id))).toBe('done');
  });

  const demote = (by: Owner, whom: Owner) => outcome(updateAdmin(by.as, whom.id, { role: 'read_only' }));
  const rounds = Array.from({ length: 8 }, (_, round) => round + 1);

  it.each(rounds)('holds when two owners demote each other at once (round %i)', async () => {
    const { ctx, newHouse, elsewhere, local, canSignIn } = await freshProvider();
    const house = await newHouse();
    const [one, two] = [await elsewhere(house), await elsewhere(house)];
    await local();
    await changeSignInSettings(ctx, { localAccounts: false });
    const answers = await Promise.all([demote(one, two), demote(two, one)]);
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(['access.forbidden', 'admin.last_owner']).toContain(answers.find((answer) => answer !== 'done'));
    expect(await canSignIn()).toBe(true);
  });

  it.each(rounds)('holds when one owner goes and the other one\'s way in is closed at once (round %i)', async () => {
    const { newHouse, elsewhere, local, canSignIn } = await freshProvider();
    const house = await newHouse();
    const [one, two] = [await local(), await elsewhere(house)];
    const answers = await Promise.all([demote(two, one), outcome(updateIdentityProvider(one.as, house.id, { enabled: false }))]);
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(await canSignIn()).toBe(true);
  });

  it.each(rounds)('holds when passwords stop counting while the owner who needs none goes (round %i)', async () => {
    const { newHouse, elsewhere, local, canSignIn } = await freshProvider();
    const [one, two] = [await local(), await elsewhere(await newHouse())];
    const answers = await Promise.all([demote(one, two), outcome(changeSignInSettings(two.as, { localAccounts: false }))]);
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(await canSignIn()).toBe(true);
  });
});
