import { afterEach, describe, expect, it } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { createRouter, createWebHistory } from 'vue-router';
import { defaultColumns } from './columns.ts';
import { apiFilterOf, countFilterOf, exportUrlOf, queryOf, totalOf, useView, viewOf, type View } from './view.ts';

const plain: View = {
  templateId: '', customerId: '', status: [], package: [], reason: [], unchangedFor: 0, excludeProvisioned: false, q: '', sort: '-lastStatusChange', columns: defaultColumns, limit: 50, cursor: '',
};
const narrow: View = {
  templateId: 't-1', customerId: 'c-1', status: ['error', 'pending_email_input'], package: ['basic', 'premium'],
  reason: ['mail_refused', 'cloud.timed_out'], unchangedFor: 1_440, excludeProvisioned: true, q: 'ana', sort: 'name',
  columns: ['userId', 'status', 'phone'], limit: 100, cursor: 'abc',
};
const asLocation = (query: ReturnType<typeof queryOf>): Record<string, string> => Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

describe('the view in the URL', () => {
  it('comes back the same after a reload or from a shared link', () => {
    expect(viewOf(asLocation(queryOf(narrow)))).toEqual(narrow);
    expect(viewOf(asLocation(queryOf(plain)))).toEqual(plain);
  });

  it('leaves defaults out, so that equal views have equal links', () => {
    expect(queryOf(plain)).toEqual({});
  });

  it('opens with the default wherever a link holds a value nobody knows', () => {
    expect(viewOf({ status: 'gone,error', sort: 'colour', limit: '7', package: 'gold', reason: '<b>', unchangedFor: 'ever', columns: 'shoe,name', q: null })).toEqual({ ...plain, status: ['error'], columns: ['userId', 'name', 'status'] });
  });

  it('asks the API for exactly this view', () => {
    expect(apiFilterOf(narrow)).toEqual({
      templateId: 't-1', customerId: 'c-1', status: 'error,pending_email_input', package: 'basic,premium', reason: 'mail_refused,cloud.timed_out', unchangedFor: 1_440, excludeProvisioned: true, q: 'ana', sort: 'name', limit: 100, cursor: 'abc',
    });
    expect(apiFilterOf(plain)).toEqual({ sort: '-lastStatusChange', limit: 50 });
  });

  it('counts under every filter but those on status', () => {
    expect(countFilterOf(narrow)).toEqual({ templateId: 't-1', customerId: 'c-1', package: 'basic,premium', reason: 'mail_refused,cloud.timed_out', unchangedFor: 1_440, q: 'ana' });
  });
});

describe('exportUrlOf', () => {
  it('exports all pages of the same filters and order', () => {
    const query = new URLSearchParams(exportUrlOf(narrow, { delimiter: ';', encoding: 'spreadsheet', bom: true, columns: ['email', 'status'] }).split('?')[1]);
    expect(Object.fromEntries(query)).toEqual({
      templateId: 't-1', customerId: 'c-1', status: 'error,pending_email_input', package: 'basic,premium', reason: 'mail_refused,cloud.timed_out', unchangedFor: '1440', excludeProvisioned: 'true', q: 'ana', sort: 'name', columns: 'email,status', delimiter: ';', encoding: 'spreadsheet', bom: 'true',
    });
  });

  it('leaves out what need not be said: all columns, no byte order mark', () => {
    expect(exportUrlOf(plain, { delimiter: ',', encoding: 'raw', bom: false, columns: null })).toBe('/v1/subscribers/export?sort=-lastStatusChange&delimiter=%2C&encoding=raw');
  });
});

describe('totalOf', () => {
  const byStatus = { error: 2, pending_email_input: 3, pending_email_validation: 0, pending_user_migration: 0, provisioning: 1, updating: 0, provisioned: 10_000 };

  it('adds up the statuses the view shows and says when it is at least', () => {
    expect(totalOf(plain, { total: 10_006, byStatus, capped: true })).toEqual({ total: 10_006, capped: true });
    expect(totalOf({ ...plain, excludeProvisioned: true }, { total: 10_006, byStatus, capped: true })).toEqual({ total: 6, capped: false });
    expect(totalOf({ ...plain, status: ['error'] }, { total: 10_006, byStatus, capped: true })).toEqual({ total: 2, capped: false });
  });
});

describe('useView', () => {
  async function start(path: string) {
    const router = createRouter({ history: createWebHistory('/admin/'), routes: [{ path: '/subscribers', component: { template: '<div />' } }] });
    await router.push(path);
    let control: ReturnType<typeof useView> | undefined;
    const page = mount({ setup: () => void (control = useView()), render: () => null }, { global: { plugins: [router] } });
    if (!control) throw new Error('not set up');
    return { router, control, page };
  }
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  afterEach(() => history.replaceState(null, '', '/admin/'));

  it('starts at the first page again when a filter changes, and keeps the open user', async () => {
    const { router, control } = await start('/subscribers?cursor=abc&subscriber=s-1');
    control.change({ status: ['error'] });
    await settled();
    expect(router.currentRoute.value.query).toEqual({ status: 'error', subscriber: 's-1' });
  });

  it('walks forward and back through pages by the cursors it passed', async () => {
    const { router, control } = await start('/subscribers');
    expect(control.trail.value).toEqual([]);
    control.turnTo('two', ['']);
    await settled();
    expect(control.trail.value).toEqual(['']);
    control.turnTo('three', ['', 'two']);
    await settled();
    expect(control.trail.value).toEqual(['', 'two']);
    control.select('s-1');
    await settled();
    expect(control.trail.value).toEqual(['', 'two']);
    expect(router.currentRoute.value.query).toEqual({ cursor: 'three', subscriber: 's-1' });
  });

  it('knows no page before this one when a link opened in the middle', async () => {
    const { control } = await start('/subscribers?cursor=abc');
    expect(control.trail.value).toBeNull();
  });
});
