import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  base: '/activate/',
  plugins: [
    vue(),
    preloadMain(),
    drawShell(),
    sayWithoutScripts(),
    compressFiles(),
  ],
  define: {
    // Nothing here uses Vue's older API; saying so leaves it out of the bundle.
    __VUE_OPTIONS_API__: 'false',
  },
  build: {
    // A data: URI would need a hole in the content security policy.
    assetsInlineLimit: 0,
    // The page names what it needs itself; no script has to find out.
    modulePreload: false,
    // Two scripts that need nothing of each other to begin: a browser fetches six files at a time, and the first script, which asks for all
    // the rest, must not wait for a seventh.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'index', test: /[\\/]src[\\/]boot\.ts$/, priority: 2 },
            { name: 'main', test: /[\\/]src[\\/]main\.ts$/, priority: 1 },
          ],
        },
      },
    },
    target: ['chrome111', 'firefox114', 'safari16.4'],
  },
  server: { host: '127.0.0.1', proxy: { '/v1': 'http://127.0.0.1:8080' } },
});

/** The page itself names the scripts that `boot.ts` will ask for, so that all are fetched side by side and not in turn. */
function preloadMain(): Plugin {
  return {
    name: 'preload-main',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const entry = chunks.find(({ isEntry }) => isEntry);
        const main = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('/src/main.ts')));
        const names = new Set([main?.fileName, ...(main?.imports ?? []), ...(entry?.imports ?? [])]);
        names.delete(entry?.fileName);
        // The first script itself stands in the page.
        return [...names].filter((name) => name && !html.includes(name)).map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/activate/${name}` }, injectTo: 'head' as const }));
      },
    },
  };
}

/** What the page says before, or without, its scripts: in every language, since nothing can choose one yet. */
function sayWithoutScripts(): Plugin {
  const said: Record<string, Record<'noscript' | 'stuck', string>> = JSON.parse(readFileSync(new URL('./src/without-scripts.json', import.meta.url), 'utf8'));
  const lines = (what: 'noscript' | 'stuck') => Object.entries(said).map(([tag, texts]) => `<p lang="${tag}" dir="auto">${texts[what]}</p>`).join('\n      ');
  return {
    name: 'say-without-scripts',
    transformIndexHtml: (html) => html.replace('hidden></div>', () => `hidden>\n      ${lines('stuck')}\n    </div>`).replace('<noscript>', () => `<noscript>\n      ${lines('noscript')}\n    `),
  };
}

/** Beside every file its compressed forms, made once and better than a server could with each answer. */
function compressFiles(): Plugin {
  return {
    name: 'compress-files',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(js|css|html|svg)$/.test(file))) {
        const content = readFileSync(join(dir, name));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

/**
 * Something to see with the very first answer: the outline of the page, drawn by a style in the page itself. The large style sheet
 * moves behind it, where it no longer holds the outline back. The content security policy names this one style by its hash.
 */
function drawShell(): Plugin {
  return {
    name: 'draw-shell',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const [sheet = ''] = /\n *<link rel="stylesheet"[^>]*>/.exec(html) ?? [];
        const style = `<style>${readFileSync(new URL('./src/shell.css', import.meta.url), 'utf8')}</style>`;
        return html.replace(sheet, '').replace('<title>', () => `${style}\n    <title>`).replace('</svg>\n    </div>', () => `</svg>\n    </div>${sheet}`);
      },
    },
  };
}
