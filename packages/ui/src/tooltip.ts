import type { Directive } from 'vue';

/*
 * One tooltip for the whole page. A component per cell would cost a list of two hundred rows thousands of instances; this
 * costs three listeners each. It stays while the pointer is on it, and Escape hides it (WCAG 2.2, 1.4.13).
 */
type Described = HTMLElement & { tooltip?: { text: string; onlyIfCut: boolean } };

const gap = 6;
const margin = 8;
let bubble: HTMLElement | undefined;
let owner: Described | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function bubbleOfPage(): HTMLElement {
  if (bubble?.isConnected) return bubble;
  bubble = document.createElement('div');
  bubble.id = 'tooltip';
  bubble.role = 'tooltip';
  bubble.className = 'fixed z-70 max-w-80 rounded-ui border border-line bg-raised px-2.5 py-1.5 text-xs break-words text-ink shadow-float';
  bubble.addEventListener('mouseenter', () => clearTimeout(timer));
  bubble.addEventListener('mouseleave', hideSoon);
  document.body.append(bubble);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  return bubble;
}

function show(target: Described): void {
  const { text = '', onlyIfCut = false } = target.tooltip ?? {};
  if (!text || !target.isConnected || (onlyIfCut && target.scrollWidth <= target.clientWidth)) return;
  clearTimeout(timer);
  const tip = bubbleOfPage();
  hide();
  owner = target;
  tip.textContent = text;
  tip.hidden = false;
  target.setAttribute('aria-describedby', tip.id);
  const at = target.getBoundingClientRect();
  const below = at.bottom + gap + tip.offsetHeight <= innerHeight - margin;
  tip.style.top = `${below ? at.bottom + gap : at.top - gap - tip.offsetHeight}px`;
  tip.style.left = `${Math.max(margin, Math.min(at.left, innerWidth - tip.offsetWidth - margin))}px`;
}

function hide(): void {
  clearTimeout(timer);
  if (bubble) bubble.hidden = true;
  owner?.removeAttribute('aria-describedby');
  owner = undefined;
}

function hideSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(hide, 120);
}

const targetOf = (event: Event): Described | null => (event.currentTarget instanceof HTMLElement ? event.currentTarget : null);

function enter(event: Event): void {
  const target = targetOf(event);
  clearTimeout(timer);
  if (target) timer = setTimeout(() => show(target), 250);
}

function focus(event: Event): void {
  const target = targetOf(event);
  if (target?.matches(':focus-visible')) show(target);
}

/** Shows the text on hover and on focus of a focusable element; with `.cut` only where the element's own text is cut off. */
export const vTooltip: Directive<Described, string, 'cut'> = {
  mounted(element, { value, modifiers }) {
    element.tooltip = { text: value, onlyIfCut: modifiers.cut === true };
    element.addEventListener('mouseenter', enter);
    element.addEventListener('mouseleave', hideSoon);
    element.addEventListener('focus', focus);
    element.addEventListener('blur', hide);
  },
  updated(element, { value }) {
    if (element.tooltip) element.tooltip.text = value;
  },
  beforeUnmount(element) {
    if (owner === element) hide();
  },
};
