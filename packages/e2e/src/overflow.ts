import type { Page } from 'playwright-core';

/** What does not fit: elements that stand out of the page at its sides, and texts cut off in a box. One line each. */
export function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const named = (element: Element): string => `${element.tagName.toLowerCase()}.${element.className} "${element.textContent?.trim().slice(0, 40)}"`;
    const isHidden = (element: Element): boolean => element.closest('.visually-hidden') !== null || element.getClientRects().length === 0;
    const faults = [...document.querySelectorAll('body *')].filter((element) => !isHidden(element)).flatMap((element) => {
      const { left, right } = element.getBoundingClientRect();
      const standsOut = left < -0.5 || right > innerWidth + 0.5;
      const isCut = element instanceof HTMLElement && element.clientWidth > 0 && !(element instanceof HTMLInputElement) && element.scrollWidth > element.clientWidth + 1;
      return standsOut ? [`stands out: ${named(element)}`] : isCut ? [`is cut: ${named(element)}`] : [];
    });
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth ? [`the page scrolls sideways: ${scrollWidth} > ${innerWidth}`, ...faults] : faults;
  });
}
