import { describe, expect, it } from '@jest/globals';
import { requireTokenForNewHost } from './connector.ts';

describe('moving a connector to another address', () => {
  it('needs no token while the host stays', () => {
    expect(() => requireTokenForNewHost('https://api.example.com/v1', 'https://api.example.com/v2', false)).not.toThrow();
  });

  it('needs the token again for another host, port or scheme, so that nobody can have it sent to themselves', () => {
    for (const after of ['https://evil.example.net/v1', 'https://api.example.com:8443/v1', 'http://api.example.com/v1']) {
      expect(() => requireTokenForNewHost('https://api.example.com/v1', after, false)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
      expect(() => requireTokenForNewHost('https://api.example.com/v1', after, true)).not.toThrow();
    }
  });
});
