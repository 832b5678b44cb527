import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@vestibule/api-client/program';
import { exitCodeOf, messageOf, Refusal } from './exit-codes.ts';
import { facts, table } from './table.ts';

describe('what is written for people', () => {
  it('stands in columns as wide as the widest, with a dash for nothing', () => {
    const rows = [{ name: 'Business customers', count: 3 }, { name: 'Lab', count: null }];
    expect(table(rows, [['NAME', ({ name }) => name], ['USERS', ({ count }) => count]])).toBe('NAME                USERS\nBusiness customers  3\nLab                 –');
    expect(facts([['Id', 'x'], ['Untrusted', true]])).toBe('Id         x\nUntrusted  yes');
  });

  it('never steers the terminal, whatever a user is called', () => {
    expect(table([{ name: 'A\u001b[31mna\u001b]0;title\u0007\r\nB' }], [['N', ({ name }) => name]])).toBe('N\nAna  B');
  });
});

describe('how a command ends', () => {
  const refused = (status: number, code = 'some.code') => new ProblemError({ title: 'No', status, code });
  it.each([[401, 3], [403, 4], [404, 5], [410, 5], [409, 6], [412, 6], [428, 6], [400, 1], [500, 1], [429, 1]])('%i ends with %i', (status, code) => {
    expect(exitCodeOf(refused(status))).toBe(code);
  });

  it('says what happened, which field, and what to quote', () => {
    const error = new ProblemError({ title: 'It does not fit.', status: 400, code: 'request.invalid', requestId: 'r-1', errors: [{ pointer: '/email', message: 'is no address' }] });
    expect(messageOf(error)).toBe('It does not fit.\n  /email is no address\n(request.invalid, request r-1)');
    expect([exitCodeOf(new Refusal('x', 2)), exitCodeOf(new Error('x'))]).toEqual([2, 1]);
  });
});
