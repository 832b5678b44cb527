import { accentOf } from './accent.ts';

/** Gives the page the template's colour, through the CSSOM because the policy forbids inline styles; a bad value changes nothing. */
export function applyAccent(hex: string, root: HTMLElement = document.documentElement): void {
  const accent = accentOf(hex);
  if (!accent) return;
  root.style.setProperty('--brand-fill', accent.fill);
  root.style.setProperty('--brand-on-fill', accent.onFill);
  root.style.setProperty('--brand-ink-light', accent.inkLight);
  root.style.setProperty('--brand-ink-dark', accent.inkDark);
  root.style.setProperty('--brand-edge-light', accent.edgeLight);
  root.style.setProperty('--brand-edge-dark', accent.edgeDark);
}
