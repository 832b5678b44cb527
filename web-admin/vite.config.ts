import { fileURLToPath } from 'node:url';
import i18n from '@intlify/unplugin-vue-i18n/vite';
import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/admin/',
  plugins: [
    vue(),
    tailwind(),
    // Messages are compiled here, so the page needs neither the compiler nor `unsafe-eval`.
    i18n({
      include: fileURLToPath(new URL('./src/locales/*/*.json', import.meta.url)),
      dropMessageCompiler: true,
      fullInstall: false,
      strictMessage: true,
    }),
  ],
  define: {
    // Nothing here uses Vue's or vue-i18n's older API; saying so leaves it out of the bundle.
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
  },
  build: {
    target: 'es2022',
    // A font or icon as a data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What every page needs is one file: it compresses better than a dozen, and stays cached when only pages change.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'base', test: /node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify|pinia|@pinia|openapi-fetch)\// }] } },
    },
  },
  server: { proxy: { '/v1': { target: api, changeOrigin: false } } },
});
