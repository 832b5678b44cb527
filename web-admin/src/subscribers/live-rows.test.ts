import { describe, expect, it } from '@jest/globals';
import { subscriberWith } from '../../test/page.ts';
import { displaced, refreshInPlace, strayed } from './live-rows.ts';
import { isRunning } from './status.ts';

const one = subscriberWith({ id: '1', status: 'provisioning' });
const two = subscriberWith({ id: '2', status: 'error' });
const three = subscriberWith({ id: '3', status: 'updating' });

describe('refreshInPlace', () => {
  it('shows the new state of every row without moving any', () => {
    const fresh = [{ ...two }, { ...three, status: 'provisioned' as const }, { ...one, status: 'provisioned' as const }];
    expect(refreshInPlace([one, two, three], fresh).map(({ id, status }) => `${id} ${status}`)).toEqual(['1 provisioned', '2 error', '3 provisioned']);
  });

  it('keeps a row the server no longer has on this page and adds none', () => {
    expect(refreshInPlace([one, two], [{ ...two }, three]).map(({ id }) => id)).toEqual(['1', '2']);
  });
});

describe('strayed', () => {
  it('names only rows under way that left the page', () => {
    expect(strayed([one, two, three], [three], isRunning)).toEqual(['1']);
  });
});

describe('displaced', () => {
  const changed = (...ids: string[]) => new Set(ids);

  it('counts nobody while everybody stands where they stood', () => {
    expect(displaced([one, two], [{ ...one, status: 'provisioned' }, two], changed('1'))).toBe(0);
  });

  it('counts who moved up, not who gave way to them', () => {
    expect(displaced([one, two, three], [three, one, two], changed('3'))).toBe(1);
  });

  it('counts who came and who went among those that changed', () => {
    expect(displaced([one, two], [three, one], changed('3'))).toBe(1);
    expect(displaced([one, two], [one], changed('2'))).toBe(1);
  });

  it('counts by what differs when nobody said who changed', () => {
    expect(displaced([one, two], [three, one], null)).toBe(1);
    expect(displaced([one, two], [one, two], null)).toBe(0);
  });
});
