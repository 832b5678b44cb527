import { describe, expect, it } from '@jest/globals';
import { requireGoodPassword } from './password-rules.ts';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };
const tryOut = (password: string) => () => requireGoodPassword(password, ada);
const weak = expect.objectContaining({ code: 'admin.password_weak' });

describe('a new password', () => {
  it.each(['correct horse battery', 'tr0ub4dor&3-and-more', 'le chat dort au soleil', 'ランプと古い机と猫の夢', 'a long enough password', 'KbqT8mYxPz2vLw9sRn4c'])('may be %s', (password) => {
    expect(tryOut(password)).not.toThrow();
  });

  it.each([
    ['password1234', 'a common word with digits behind'],
    ['P@ssw0rd2026!', 'a common word in disguise'],
    ['PasswordPassword', 'a common word twice'],
    ['MotDePasse123', 'a common French word'],
    ['aaaaaaaaaaaa', 'one character'],
    ['abababababab', 'two characters'],
    ['123456789012', 'digits in a row'],
    ['abcdefghijkl', 'letters in a row'],
    ['ada.lovelace@example.com', 'the own address'],
    ['AdaLovelace1843', 'the own name'],
  ])('may not be %s: %s', (password) => {
    expect(tryOut(password)).toThrow(weak);
  });

  it('is refused with the field that holds it', () => {
    expect(tryOut('password1234')).toThrow(expect.objectContaining({ facts: { errors: [expect.objectContaining({ pointer: '/password' })] } }));
  });
});
