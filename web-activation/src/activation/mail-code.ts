/** Where the ten digits begin that keyboards for Arabic, Persian and Japanese write. */
const otherZeros = [0x0660, 0x06f0, 0xff10];

/**
 * Digits only, at most six: spaces, dashes and line breaks come along when a code is pasted from a mail.
 * Digits of other scripts are taken for what they mean.
 */
export function digitsOf(text: string): string {
  return text.replace(/\p{Nd}/gu, westernDigit).replace(/[^0-9]/g, '').slice(0, 6);
}

function westernDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  const zero = otherZeros.find((start) => point >= start && point < start + 10);
  return zero === undefined ? digit : String(point - zero);
}

/**
 * Takes the code out of `#code=123456` and wipes it from the address bar and the history at once.
 * The code only fills the field: mail scanners open links, so nothing here may confirm.
 */
export function takeCodeFromUrl(): string {
  const match = /^#code=(\d{6})$/.exec(location.hash);
  if (location.hash && !invitationInUrl()) dropHash();
  return match?.[1] ?? '';
}

/** The key of a personal link. It stays in the address bar until it is used up, so that a reload needs nothing typed twice. */
export const invitationInUrl = (): string => /^#invitation=(\w{10,64})$/.exec(location.hash)?.[1] ?? '';

export const dropHash = (): void => history.replaceState(history.state, '', location.pathname + location.search);
