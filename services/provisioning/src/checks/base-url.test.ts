import { describe, expect, it } from '@jest/globals';
import { baseUrl } from './base-url.ts';

describe('an address that paths are appended to', () => {
  it.each([
    ['https://xsp.example.com', 'https://xsp.example.com'],
    ['https://xsp.example.com/', 'https://xsp.example.com'],
    [' http://xsp.example.com:8443/a/b// ', 'http://xsp.example.com:8443/a/b'],
    ['HTTPS://XSP.Example.COM/V1', 'https://xsp.example.com/V1'],
  ])('takes %s as %s', (given, taken) => {
    expect(baseUrl(given, '/url')).toBe(taken);
  });

  it.each(['', 'xsp.example.com', 'ftp://xsp.example.com', 'javascript:alert(1)', 'https://ada:secret@xsp.example.com', 'https://xsp.example.com?a=1', 'https://xsp.example.com/?', 'https://xsp.example.com#top'])(
    'refuses "%s" and names the field',
    (given) => {
      expect(() => baseUrl(given, '/url')).toThrow(expect.objectContaining({ code: 'request.invalid', facts: { errors: [expect.objectContaining({ pointer: '/url' })] } }));
    },
  );
});
