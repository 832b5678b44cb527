import { describe, expect, it } from '@jest/globals';
import { useQueryCache } from '@pinia/colada';
import { ProblemError } from '@vestibule/api-client';
import { serve, settle, show } from '../test/page.ts';
import { sessionFailure, useAccess, type Access } from './access.ts';
import { api, onSignedOut } from './api.ts';

async function inPage<Result>(use: () => Result): Promise<Result> {
  const held: Result[] = [];
  await show({ setup: () => void held.push(use()), render: () => null });
  const [result] = held;
  if (result === undefined) throw new Error('not set up');
  return result;
}

describe('sessionFailure', () => {
  it('answers null once the session is known, and asks the server only once', async () => {
    const calls = serve(() => ({ status: 200, body: { rights: [] } }));
    const cache = await inPage(useQueryCache);
    expect([await sessionFailure(cache), await sessionFailure(cache)]).toEqual([null, null]);
    expect(calls).toHaveLength(1);
  });

  it('answers the refusal instead of throwing it, and asks again the next time', async () => {
    const calls = serve(() => ({ status: 401, body: { status: 401, code: 'access.signed_out', title: 'x' } }));
    const cache = await inPage(useQueryCache);
    expect(await sessionFailure(cache)).toBeInstanceOf(ProblemError);
    await sessionFailure(cache);
    expect(calls).toHaveLength(2);
  });
});

describe('useAccess', () => {
  it('allows what the session lists, and nothing before it is known', async () => {
    serve(() => ({ status: 200, body: { rights: ['subscribers:read'] } }));
    const { can }: Access = await inPage(useAccess);
    expect(can('subscribers:read')).toBe(false);
    await settle();
    expect([can('subscribers:read'), can('subscribers:write')]).toEqual([true, false]);
  });
});

describe('a session that ends', () => {
  it('is noticed by any call, but not by a refused sign-in', async () => {
    let noticed = 0;
    onSignedOut(() => (noticed += 1));
    serve(() => ({ status: 401, body: { status: 401, code: 'access.signed_out', title: 'x' } }));
    await expect(api.POST('/v1/session', { body: { email: 'a@example.com', password: 'x' } })).rejects.toBeInstanceOf(ProblemError);
    expect(noticed).toBe(0);
    await expect(api.GET('/v1/templates')).rejects.toBeInstanceOf(ProblemError);
    expect(noticed).toBe(1);
  });
});
