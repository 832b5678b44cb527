import { describe, expect, it } from '@jest/globals';
import { contrastOf } from './contrast.ts';
import { mailDocument } from './mail-document.ts';

describe('contrastOf', () => {
  it('says how readable a colour is, and offers the nearest readable shade of one that is not', () => {
    expect(contrastOf('#1f5fd0')).toMatchObject({ suggestion: null });
    for (const light of ['#ffee00', '#e0701a', '#777777']) {
      const { ratio, suggestion } = contrastOf(light) ?? {};
      expect(ratio).toBeLessThan(4.5);
      expect(contrastOf(suggestion ?? '')).toMatchObject({ suggestion: null });
    }
    expect(contrastOf('#777777')?.suggestion).toBe('#767676');
  });

  it.each(['', 'red', '#fff', '#12345g', '#1234567'])('takes "%s" for no colour', (text) => {
    expect(contrastOf(text)).toBeNull();
  });
});

describe('mailDocument', () => {
  const html = '<head><style>:root { color-scheme: light dark; } @media (prefers-color-scheme: dark) { p { color: white } }</style><!--[if mso]><style>x</style><![endif]--></head><p style="color: red">Hi style=&quot;x&quot;</p>';

  it('leaves no style in the page that a strict policy would refuse, and keeps all of it to be put on again', () => {
    const mail = mailDocument(html, false);
    expect(mail.html).not.toMatch(/<style|\sstyle="|<!--/);
    expect(mail.html).toContain('data-style="color: red"');
    expect(mail.html).toContain('Hi style=&quot;x&quot;');
  });

  it('is dark or light as asked, whatever the browser prefers', () => {
    expect(mailDocument(html, true).css).toContain('@media all { p { color: white } }');
    expect(mailDocument(html, false).css).toContain('@media not all { p { color: white } }');
  });
});
