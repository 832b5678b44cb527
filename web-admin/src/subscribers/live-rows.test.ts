import { describe, expect, it } from '@jest/globals';
import { subscriberWith } from '../../test/page.ts';
import { refreshInPlace, strayed } from './live-rows.ts';
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
