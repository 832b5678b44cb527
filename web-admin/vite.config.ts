import { fileURLToPath } from 'node:url';
import i18n from '@intlify/unplugin-vue-i18n/vite';
import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

/** Small things that the frame of the console or nearly every page uses; icons are so small that a file each costs more than the icon. */
const shell = new RegExp(
  [
    '@lucide/vue/dist/esm/',
    'packages/api-client/src/',
    'packages/ui/src/(Ui(Button|IconButton|Skeleton|ErrorState|EmptyState|Time|Chip|Toaster|Menu|Notice)\\.vue|tooltip|toast|language|relative-time|theme|clipboard|lazy-menu)',
    'web-admin/src/(api|access|problem-text|told-by-reason|shortcuts|keyboard-help|query-change|chosen-display|router|LoadFailure|PageHeader|PageBody|AppLogo|locales/(i18n|languages)|session/queries)\\.',
    'vite/preload-helper|dynamic-import-helper',
  ].join('|'),
);

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
    // What every page needs is two files, one that changes with our packages and one with our own work: they compress better than
    // several dozen. What lists share is a third. Only the parts named are put together, not what these import: else dialogs and charts would come along.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'base', test: /node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify|pinia|@pinia|openapi-fetch)\//, priority: 2 },
            { name: 'shell', test: shell, minShareCount: 2, priority: 1 },
            { name: 'list', test: /packages\/ui\/src\/Ui(Table|FilterPill|FilterChip|SearchField)\.|web-admin\/src\/PickFilter\./, minShareCount: 2, priority: 1 },
            { name: 'users', test: /web-admin\/src\/subscribers\/(view|queries|status|SubscriberStatus|saved-views)\./, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': { target: api, changeOrigin: false } } },
});
