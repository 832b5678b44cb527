/** The title of the page, which takes the focus when nothing better is left. */
const pageTitle = (): HTMLElement | null => document.querySelector<HTMLElement>('main h1[tabindex]');

/**
 * Gives the focus to the first of these that is there, else to the title of the page. Where that is taken away a moment later, as a row is
 * whose deletion was just decided, the title gets the focus then: whoever works with the keyboard is never left at the very top.
 */
export function giveFocus(...wanted: readonly (HTMLElement | null | undefined)[]): void {
  const target = wanted.find((element) => element?.isConnected) ?? pageTitle();
  if (!target) return;
  target.focus();
  const watching = new MutationObserver(() => {
    if (document.activeElement === target) return;
    watching.disconnect();
    if (!target.isConnected && (document.activeElement ?? document.body) === document.body) pageTitle()?.focus();
  });
  watching.observe(document.body, { childList: true, subtree: true });
}
