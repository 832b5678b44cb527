/** A mail taken apart for a frame under a policy that allows no style written into a page. */
export type MailDocument = { html: string; css: string };

/**
 * Sets the styles of a mail apart, to be put on again from outside. It is our own markup with every value escaped, so that
 * these marks stand in tags only; whatever else it held could neither run nor load anything in its frame.
 * @param dark how the mail shall look, whatever the browser prefers
 */
export function mailDocument(html: string, dark: boolean): MailDocument {
  const sheets = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, css = '']) => css);
  return {
    html: html.replace(/<!--[^]*?-->/g, '').replace(/<style>[^]*?<\/style>/g, '').replaceAll(' style="', ' data-style="'),
    css: sheets.join('\n').replaceAll('(prefers-color-scheme: dark)', dark ? 'all' : 'not all').replaceAll('color-scheme: light dark', `color-scheme: ${dark ? 'dark' : 'light'}`),
  };
}

/** Puts the styles on, in the frame's own document; scripts of ours may do what a page's markup may not. */
export function dressMail(frame: HTMLIFrameElement, { css }: MailDocument): void {
  const { contentDocument: mail, contentWindow: view } = frame;
  if (!mail || !view) return;
  for (const element of mail.querySelectorAll<HTMLElement>('[data-style]')) element.style.cssText = element.dataset.style ?? '';
  // A sheet belongs to the window it is made in.
  const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(css);
  mail.adoptedStyleSheets = [sheet];
}
