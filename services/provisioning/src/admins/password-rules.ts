import { problem } from '../problems.ts';

// Passwords of twelve characters and more that head the published lists of leaked ones, folded as below. Kept short on purpose:
// length does most of the work, and what is shorter cannot be chosen anyway.
const common = new Set([
  'password', 'qwertyuiop', 'qwertyuiopasdfgh', 'qwertyuiopas', 'qazwsxedcrfv', 'asdfghjkl', 'asdfghjklqwe', 'zxcvbnmasdfghjkl', 'zxcvbnm',
  'qwerty', 'azerty', 'azertyuiop', 'azertyuiopqs', 'qwertzuiop', 'iloveyou', 'letmein', 'letmeinplease', 'welcome', 'welcometothe', 'administrator', 'admin',
  'administrateur', 'motdepasse', 'changeme', 'changemeplease', 'changeit', 'secret', 'topsecret', 'supersecret', 'default', 'trustno1', 'superman', 'princess', 'sunshine', 'football', 'baseball', 'monkey',
  'dragon', 'master', 'starwars', 'whatever', 'computer', 'internet', 'vestibule', 'broadworks', 'webex', 'correcthorsebatterystaple', 'jetaime', 'bonjour', 'soleil', 'loulou', 'doudou', 'chocolat',
]);

const FEWEST_CHARACTERS = 5;

/**
 * A password may be anything of twelve characters that nobody would try first (NIST SP 800-63B, 3.1.1.2): no rules about kinds
 * of characters, which only move the digit to the end.
 * @throws admin.password_weak
 */
export function requireGoodPassword(password: string, of: { email: string; name: string }, pointer = '/password'): void {
  if (isGuessable(password, of)) throw problem('admin.password_weak', { errors: [{ pointer, message: 'is too easy to guess' }] });
}

function isGuessable(password: string, { email, name }: { email: string; name: string }): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  const own = [email, email.split('@')[0] ?? '', name, ...name.split(/\s+/)].map((text) => lettersOf(text.toLowerCase())).filter((text) => text.length > 2);
  const words = [lettersOf(plain), lettersOf(unmasked(coreOf(plain)))].map(once);
  return new Set(plain).size < FEWEST_CHARACTERS || isRun(plain) || words.some((word) => common.has(word) || own.includes(word));
}

/** Without the digits and signs that people add to a word. */
const lettersOf = (text: string): string => text.replace(/[^\p{L}]/gu, '');

/** Without what stands before the first letter and behind the last. */
const coreOf = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

/** With the letters that people replace by what looks like them. */
const unmasked = (text: string): string => text.replace(/[@4]/g, 'a').replace(/0/g, 'o').replace(/3/g, 'e').replace(/[$5]/g, 's').replace(/1/g, 'i');

/** A word written several times in a row counts once. */
function once(text: string): string {
  const [, word] = /^(.+?)\1+$/u.exec(text) ?? [];
  return word ?? text;
}

/** Neighbours in the alphabet or among the digits, upwards or downwards: abcdefghijkl, 123456789012. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((character, at) => (character.codePointAt(0) ?? 0) - ([...text][at]?.codePointAt(0) ?? 0));
  const isStep = (step: number, by: number) => step === by || step === -9 * by;
  return steps.length > 0 && (steps.every((step) => isStep(step, 1)) || steps.every((step) => isStep(step, -1)));
}
