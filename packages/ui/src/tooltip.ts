import type { Directive } from 'vue';

/*
 * One tooltip for the whole page. A component per cell would cost a list of two hundred rows thousands of instances; this
 * costs three listeners each. It stays while the pointer is on it, and Escape hides it (WCAG 2.2, 1.4.13).
 */
type Described = HTMLElement & { tooltip?: { text: string; when: 'always' | 'cut' | 'row' } };

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
  bubble.className = 'fixed z-70 max-w-80 rounded-ui border border-line bg-raised px-2.5 py-1.5 text-xs break-words whitespace-pre-line text-ink shadow-float';
  bubble.addEventListener('mouseenter', () => clearTimeout(timer));
  bubble.addEventListener('mouseleave', hideSoon);
  document.body.append(bubble);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  return bubble;
}

function show(target: Described): void {
  const text = target.isConnected ? textFor(target) : '';
  if (!text) return;
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

const isCut = (element: HTMLElement): boolean => element.scrollWidth > element.clientWidth;

function textFor(target: Described): string {
  const { text = '', when = 'always' } = target.tooltip ?? {};
  if (when === 'always') return text;
  const own = isCut(target) ? [text] : [];
  const others = when === 'row' ? [...(target.closest('[role=row]')?.querySelectorAll<HTMLElement>('[title]:not(button)') ?? [])] : [];
  return [...own, ...others.filter(isCut).map(({ title }) => title)].join('\n');
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

/**
 * Shows the text on hover and on focus of a focusable element; with `.cut` only where the element's own text is cut off, with
 * `.row` also whatever else is cut off in its row, so that the keyboard reaches what the pointer reads in a title.
 */
export const vTooltip: Directive<Described, string, 'cut' | 'row'> = {
  mounted(element, { value, modifiers }) {
    element.tooltip = { text: value, when: modifiers.row ? 'row' : modifiers.cut ? 'cut' : 'always' };
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
