import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError for anything but 1, 2, 3 … */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

export const packages = ['basic', 'standard', 'premium', 'softphone'] as const;
export type Package = (typeof packages)[number];
export const modes = ['verify', 'vouch'] as const;
export type Mode = (typeof modes)[number];
