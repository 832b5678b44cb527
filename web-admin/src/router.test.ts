import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@vestibule/api-client';
import { createMemoryHistory } from 'vue-router';
import { createConsoleRouter, safeNext } from './router.ts';

const signedIn = async () => null;
const failing = (status: number, code: string) => async () => new ProblemError({ status, code, title: code });

describe('the console without a session', () => {
  it('leads to sign-in and remembers the page with its filters', async () => {
    const router = createConsoleRouter(failing(401, 'access.signed_out'), createMemoryHistory('/admin/'));
    await router.push('/subscribers?status=error');
    expect(router.currentRoute.value).toMatchObject({ name: 'sign-in', query: { next: '/subscribers?status=error' } });
  });

  it('stays on the page when the server does not answer, so that the page can say so', async () => {
    const router = createConsoleRouter(failing(0, 'network.unreachable'), createMemoryHistory('/admin/'));
    await router.push('/templates/new');
    expect(router.currentRoute.value.name).toBe('template-create');
  });
});

describe('the console with a session', () => {
  it('starts at home, where what needs somebody is told', async () => {
    const router = createConsoleRouter(signedIn, createMemoryHistory('/admin/'));
    await router.push('/');
    expect(router.currentRoute.value.name).toBe('home');
  });
});

describe('safeNext', () => {
  it.each([['/subscribers?status=error', '/subscribers?status=error'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], ['javascript:alert(1)', '/'], ['/sign-in?next=/', '/'], ['/sign-in', '/'], ['/sign-in-settings', '/sign-in-settings'], [undefined, '/']])(
    'goes on from %p to %p',
    (next, path) => {
      expect(safeNext(next)).toBe(path);
    },
  );
});
