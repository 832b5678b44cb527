import { describe, expect, it } from '@jest/globals';
import { builtIn, isSameView, savedQueryOf, viewOfSaved } from './saved-views.ts';
import { viewOf } from './view.ts';

const present = viewOf({ templateId: 't-1', status: 'error', unchangedFor: '60', excludeProvisioned: 'true', sort: 'name', columns: 'userId,status,phone', limit: '100', cursor: 'abc' });

describe('saved views', () => {
  it('keep everything but the page, and come back the same', () => {
    const query = savedQueryOf(present);
    expect(query).toEqual({ templateId: 't-1', status: 'error', unchangedFor: 60, excludeProvisioned: true, sort: 'name', columns: 'userId,status,phone', limit: 100 });
    expect(viewOfSaved({ query })).toEqual({ ...present, cursor: '' });
  });

  it('are the same on every page, and others once anything differs', () => {
    expect(isSameView(present, { ...present, cursor: '' })).toBe(true);
    expect(isSameView(present, { ...present, columns: ['userId', 'status'] })).toBe(false);
    expect(isSameView(present, { ...present, q: 'ana' })).toBe(false);
  });

  it('that everybody has narrow anew and leave columns and page size as somebody likes them', () => {
    expect(builtIn('attention', present)).toEqual({
      ...viewOf({}), status: ['error', 'pending_user_migration'], columns: present.columns, limit: 100,
    });
    expect(isSameView(builtIn('everyone', present), present)).toBe(false);
  });
});
