/** Digits only, at most six: spaces, dashes and line breaks come along when a code is pasted from a mail. */
export function digitsOf(text: string): string {
  return text.replace(/[^\d]/g, '').slice(0, 6);
}

/**
 * Takes the code out of `#code=123456` and wipes it from the address bar and the history at once.
 * The code only fills the field: mail scanners open links, so nothing here may confirm.
 */
export function takeCodeFromUrl(): string {
  const match = /^#code=(\d{6})$/.exec(location.hash);
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  return match?.[1] ?? '';
}
