import argon2 from 'argon2';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const strength = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of a random password nobody kept, of the same strength: verifying against it takes as long and never succeeds. */
const nobody = '$argon2id$v=19$m=19456,p=1,t=2$hwcVelsYr9GSSetny2yDaw$h/1fSe0ixbaQd3FhbOR9rh/bQyoYf3Mb6h9YHHeZNnw';

/** Keyboards compose characters differently; NFKC makes them one, as NIST SP 800-63B asks. */
const normal = (password: string) => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => argon2.hash(normal(password), strength);

/** Takes the same time whether there is a hash or not, so that nobody learns which addresses exist. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  const matches = await argon2.verify(hash ?? nobody, normal(password));
  return matches && hash !== null;
}
