import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import type { Context } from '../context.ts';
import { cutPage } from '../db/page.ts';
import { createVault } from '../vault.ts';
import { openCursor, sealPage } from './paging.ts';

const vault = createVault(Buffer.alloc(32, 7));
const contextOf = (providerId: string) => ({ vault, providerId }) as Context;
const ctx = contextOf('a');
const list = { list: 'things', status: ['error', 'provisioned'], q: undefined };
const seal = () => sealPage(ctx, list, { items: [1, 2], next: ['b', 'id-2'], prev: ['a', 'id-1'] });
const sealed = () => seal().nextCursor ?? '';

describe('a list\'s cursor', () => {
  it('leads on from the last row of the page, and back from the first', () => {
    expect(openCursor(ctx, sealed(), list)).toEqual({ after: ['b', 'id-2'] });
    expect(openCursor(ctx, seal().prevCursor ?? '', list)).toEqual({ before: ['a', 'id-1'] });
    expect(openCursor(ctx, undefined, list)).toBeNull();
  });

  it('does not depend on how the filters are ordered or left out', () => {
    expect(openCursor(ctx, sealed(), { status: ['error', 'provisioned'], list: 'things' })).toEqual({ after: ['b', 'id-2'] });
  });

  it.each([
    ['other filters', ctx, { ...list, status: ['error'] }, sealed()],
    ['other filters on the way back', ctx, { ...list, status: ['error'] }, seal().prevCursor ?? ''],
    ['another list', ctx, { ...list, list: 'others' }, sealed()],
    ['another provider', contextOf('b'), list, sealed()],
    ['an altered cursor', ctx, list, `x${sealed()}`],
    ['no cursor of ours', ctx, list, 'rubbish'],
    ['an empty cursor', ctx, list, ''],
    ['something else we signed', ctx, list, vault.sign({ hello: 'world' })],
  ])('is refused for %s', (_what, context, filters, cursor) => {
    expect(() => openCursor(context, cursor, filters)).toThrow(expect.objectContaining({ code: 'request.cursor_invalid' }));
  });

  it('is null where there is no more', () => {
    const begin = { limit: 2, start: null };
    expect(sealPage(ctx, list, cutPage(['a', 'b'], begin, (row) => row))).toEqual({ items: ['a', 'b'], nextCursor: null, prevCursor: null });
    expect(cutPage(['a', 'b', 'c'], begin, (row) => row)).toEqual({ items: ['a', 'b'], next: 'b', prev: null });
    expect(cutPage(['c'], { limit: 2, start: { after: 'b' } }, (row) => row)).toEqual({ items: ['c'], next: null, prev: 'c' });
    expect(cutPage(['b', 'a'], { limit: 2, start: { before: 'c' } }, (row) => row)).toEqual({ items: ['a', 'b'], next: 'b', prev: null });
  });
});
