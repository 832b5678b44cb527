import { describe, expect, it } from '@jest/globals';
import { domainFrom, xsiUrlFrom } from './cluster.ts';

describe('a cluster\'s settings', () => {
  it('takes off the path that every XSP has when it was pasted along', () => {
    expect(xsiUrlFrom('https://xsp.example.com/com.broadsoft.xsi-actions/v2.0/user/')).toBe('https://xsp.example.com');
    expect(xsiUrlFrom('https://xsp.example.com/proxy/com.broadsoft.xsi-actions')).toBe('https://xsp.example.com/proxy');
  });

  it.each([
    ['@Example.COM', 'example.com'],
    [' example.com ', 'example.com'],
    ['', null],
    ['@', null],
    [null, null],
  ])('takes the domain %j as %j', (given, taken) => {
    expect(domainFrom(given)).toBe(taken);
  });
});
