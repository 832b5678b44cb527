import { describe, expect, it } from '@jest/globals';
import { Problem, problem } from '../problems.ts';
import { asProblem, problemDocument } from './error-handler.ts';

describe('a problem document', () => {
  it('holds code, status, its page, the request id and the facts', () => {
    const refusal = problem('activation.code_wrong', { triesLeft: 3 });
    expect(problemDocument(refusal, 'https://vestibule.example.com', 'req-1')).toEqual({
      type: 'https://vestibule.example.com/docs/problems/activation.code_wrong',
      title: 'This is not the code from the mail.',
      status: 400,
      code: 'activation.code_wrong',
      requestId: 'req-1',
      owner: 'user',
      action: 'correct_input',
      retryable: false,
      triesLeft: 3,
    });
  });
});

describe('an error we did not foresee', () => {
  it('becomes request.failed without a word of what it said', () => {
    const refusal = asProblem(new Error('password of the database is hunter2'));
    expect(refusal.code).toBe('request.failed');
    expect(JSON.stringify(problemDocument(refusal, '', ''))).not.toContain('hunter2');
  });

  it.each(['ECONNREFUSED', '57P01', '53300'])('becomes service.unavailable when the database is away (%s)', (code) => {
    const cause = Object.assign(new Error('away'), { code });
    expect(asProblem(cause)).toMatchObject({ code: 'service.unavailable', facts: { retryAfterSeconds: 5 } });
    expect(asProblem(new Error('query failed', { cause }))).toMatchObject({ code: 'service.unavailable' });
  });

  it('stays what it is when it is a problem', () => {
    expect(asProblem(problem('access.forbidden'))).toBeInstanceOf(Problem);
    expect(asProblem('a thrown text').code).toBe('request.failed');
  });
});
