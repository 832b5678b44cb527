import { describe, expect, it } from '@jest/globals';
import { columnWidths, defaultColumns, fittingColumns, type Column } from './columns.ts';

describe('fittingColumns', () => {
  it('shows everything chosen where there is room, in the order of the table', () => {
    expect(fittingColumns(defaultColumns, 1_260)).toEqual(defaultColumns);
  });

  it.each([
    [1_180, ['userId', 'name', 'email', 'package', 'status', 'since']],
    [940, ['userId', 'name', 'email', 'package', 'status', 'since']],
    [880, ['userId', 'name', 'email', 'status', 'since']],
    [710, ['userId', 'name', 'status', 'since']],
    [620, ['userId', 'name', 'status']],
    [300, ['userId', 'status']],
  ])('gives up what matters least at %i px, never the id or the status', (width, shown) => {
    expect(fittingColumns(defaultColumns, width)).toEqual(shown);
  });

  it('keeps what somebody added before what is there by default', () => {
    expect(fittingColumns([...defaultColumns, 'reference'], 850)).toEqual(['userId', 'name', 'status', 'since', 'reference']);
  });

  it('shows a customer who was chosen where the rest is whole, however little that is', () => {
    expect(fittingColumns(['userId', 'customer', 'status'], 640)).toEqual(['userId', 'customer', 'status']);
    expect(fittingColumns(['userId', 'status'], 640)).toEqual(['userId', 'status']);
  });
});

describe('columnWidths', () => {
  it('fills the width, and gives what is left over to texts rather than to figures', () => {
    const shown: Column[] = ['userId', 'status', 'since'];
    const widths = columnWidths(shown, 1_000);
    expect([...widths.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(995);
    expect(widths.get('since')).toBe(98);
    expect(widths.get('userId')).toBeGreaterThan(400);
  });

  it('lets names and addresses stand whole on an ordinary desk (1440 px) before anything else grows', () => {
    const room = 1_090;
    const widths = columnWidths(fittingColumns(defaultColumns, room), room);
    expect(widths.get('email')).toBeGreaterThanOrEqual(252);
    expect(widths.get('name')).toBeGreaterThanOrEqual(160);
    expect([...widths.values()].reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(room);
  });
});
