import { describe, expect, it } from '@jest/globals';
import { scopesIn, scopesOf, tokenFrom } from './api-client.ts';

const granted = ['subscribers:read', 'subscribers:write'];

describe('the scopes of a token', () => {
  it('are all of the client\'s when it asks for none', () => {
    expect(scopesOf(granted, null)).toEqual(granted);
  });

  it('are fewer when it asks for fewer', () => {
    expect(scopesOf(granted, 'subscribers:read')).toEqual(['subscribers:read']);
    expect(scopesOf(granted, ' subscribers:read  subscribers:read ')).toEqual(['subscribers:read']);
  });

  it('may be asked for by the published API\'s name', () => {
    expect(scopesOf(granted, 'spark-admin:broadworks_subscribers_read')).toEqual(['spark-admin:broadworks_subscribers_read']);
    expect(scopesOf(['spark-admin:broadworks_subscribers_read'], 'subscribers:read')).toEqual(['subscribers:read']);
  });

  it.each(['admin', 'subscribers:read templates:write', 'everything', 'spark-admin:broadworks_subscribers_write subscribers:none', ''])('are none when it asks for "%s", which it does not have', (asked) => {
    expect(scopesOf(granted, asked)).toBeNull();
  });

  it('travel in the token', () => {
    expect(scopesIn(tokenFrom('vat_abc-_.x', granted))).toEqual(granted);
  });
});
