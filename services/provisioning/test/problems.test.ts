import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { speakPublishedForm } from '../src/broadworks-api/published-errors.ts';
import type { App } from '../src/http/app-type.ts';
import { errorHandler } from '../src/http/error-handler.ts';
import { problemPages } from '../src/http/problem-pages.ts';
import { nextActions } from '../src/problem-entry.ts';
import { cloudProblemOf, describeProblem, errorCodeOf, problem, problemCodes, problems } from '../src/problems.ts';
import { classify, failureFrom } from '../src/provisioning/failure.ts';
import { CloudError } from '../src/provisioning/cloud.ts';
import { document } from './described-api.ts';

type InContract = { status: number; owner: string; action: string; class: string; retryable: boolean; errorCode?: number; user?: string };
const contract = (document.components.schemas['ProblemCode'] as { 'x-problems': Record<string, InContract> })['x-problems'];

/** Answers with the problem that the address names: as on our own surface, and as on the published one. */
const app: App = Fastify();
beforeAll(async () => {
  await app.register(errorHandler, { publicUrl: 'https://vestibule.example.com' });
  await app.register(problemPages);
  const fail = (part: App) => part.get('/:code', async (request) => {
    const wanted = String((request.params as { code: string }).code);
    throw problem(problemCodes.find((code) => code === wanted) ?? 'request.failed');
  });
  await app.register(async (part: App) => fail(part), { prefix: '/ours' });
  await app.register(async (part: App) => { speakPublishedForm(part); fail(part); }, { prefix: '/published' });
  await app.ready();
});
afterAll(() => app.close());

describe.each(problemCodes)('%s', (code) => {
  const traits = describeProblem(code);

  it('is answered with what the contract says of it', async () => {
    const answer = await app.inject({ url: `/ours/${code}` });
    const { status, owner, action, retryable } = contract[code] ?? {};
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ type: `https://vestibule.example.com/docs/problems/${code}`, title: problems[code].title, status, code, requestId: expect.any(String), owner, action, retryable });
    expect(contract[code]).toMatchObject({ class: traits.class, owner: traits.owner, action: traits.action, retryable: traits.retryable });
  });

  it('has a page that says who can mend it and what to do, and asks nobody else', async () => {
    const { statusCode, body } = await app.inject({ url: `/docs/problems/${code}` });
    expect(statusCode).toBe(200);
    const text = body.replaceAll(/<[^>]+>/g, '').replaceAll('&amp;', '&');
    for (const said of [problems[code].title, code, nextActions[traits.action].replaceAll('`', ''), 'Who can mend it']) expect(text).toContain(said);
    expect(body).not.toMatch(/<script|style=|(?:src|href)="(?!\/docs)/);
  });

  it('has the published form where programs of the published API call', async () => {
    const answer = await app.inject({ url: `/published/${code}`, headers: { trackingid: 'CLIENT_1' } });
    const number = errorCodeOf(code);
    expect(answer.statusCode).toBe(contract[code]?.status);
    expect(answer.headers['trackingid']).toBe('CLIENT_1');
    expect(answer.json()).toEqual({ message: problems[code].title, errors: [{ description: problems[code].title, ...(number !== null && { errorCode: number }) }], trackingId: 'CLIENT_1' });
  });
});

describe('the registry', () => {
  it('tells passing failures from those somebody must mend', () => {
    for (const code of problemCodes) {
      const { class: failureClass, owner, retryable } = describeProblem(code);
      expect([code, failureClass === 'transient']).toEqual([code, retryable]);
      if (failureClass === 'user') expect([code, owner]).toEqual([code, 'user']);
      if (failureClass === 'bug') expect([code, owner]).toEqual([code, 'operator']);
      if (failureClass === 'admin') expect([code, ['admin', 'integrator', 'operator', 'nobody'].includes(owner)]).toEqual([code, true]);
    }
  });

  it('uses each number of ours once', () => {
    const ours = problemCodes.map(errorCodeOf).filter((number) => number !== null && number >= 900_000 && number <= 999_999);
    expect(ours.length).toBeGreaterThan(5);
    expect(ours).toEqual([...new Set(ours)]);
  });

  it('has a list of all pages', async () => {
    const { body } = await app.inject({ url: '/docs/problems' });
    for (const code of problemCodes) expect(body).toContain(`href="/docs/problems/${code}"`);
  });

  it('answers 404 for a page of a code that does not exist', async () => {
    const answer = await app.inject({ url: '/docs/problems/no.such_code' });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'request.not_found']);
  });
});

/** The numbers of the original product that people and programs know, and who can mend each. */
const known: [number, string][] = [
  [200010, 'user'], [200016, 'user'], [200018, 'user'], [200019, 'admin'], [200022, 'user'], [200026, 'admin'], [200039, 'user'], [200040, 'admin'], [200041, 'admin'],
  [200042, 'user'], [200043, 'admin'], [200044, 'admin'], [200045, 'user'], [200046, 'admin'], [200047, 'admin'], [200048, 'user'], [200050, 'admin'], [200051, 'admin'],
  [200054, 'admin'], [1001, 'integrator'], [1002, 'integrator'], [10022, 'admin'], [2024, 'integrator'], [6003, 'admin'],
];

describe('the numbers of the original product', () => {
  it.each(known)('%i is in the registry, to be mended by: %s', (number, owner) => {
    const codes = problemCodes.filter((code) => errorCodeOf(code) === number && describeProblem(code).owner === owner);
    expect(codes).not.toEqual([]);
  });

  it.each([...known.filter(([number]) => number >= 200_019 && number !== 200_022), [6003, 'admin'] as const])('%i from a cloud platform is classed by the registry: %s', (number, owner) => {
    const failure = classify(new CloudError('answered', 'said the platform', { status: 400, errorCode: number }));
    expect(failure).toMatchObject({ class: owner, errorCode: number });
    expect(describeProblem(failure.code).owner).toBe(owner);
  });

  it.each([[10022, 'cloud.user_id_in_use'], [200049, 'cloud.self_user_id_in_use']])('%i is another number of %s', (number, code) => {
    expect(cloudProblemOf(number)).toBe(code);
  });

  it('the app shows have a page that says who can mend each, and the one without a published meaning is named there', async () => {
    const { statusCode, body } = await app.inject({ url: '/docs/app-codes' });
    expect(statusCode).toBe(200);
    for (const code of ['1501', '1502', '1503', '1504', '1505', '1506', '1507', '1508']) expect(body).toMatch(new RegExp(`<tr id="1000-${code}"><td><code>1000:${code}</code></td><td>[^<]+</td><td>[^<]+</td><td>[^<]+</td></tr>`));
    expect(body).toContain('100006');
    expect((await app.inject({ url: '/docs/problems' })).body).toContain('href="/docs/app-codes"');
  });

  it('that nobody knows are left to the status of the answer', () => {
    expect(cloudProblemOf(100006)).toBeUndefined();
    expect(failureFrom('cloud.unexpected', '')).toMatchObject({ class: 'bug', errorCode: 900999 });
  });
});
