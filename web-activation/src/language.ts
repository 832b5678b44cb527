import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { createI18n } from 'vue-i18n';

type Texts = { [key: string]: string | Texts };
export type LanguageFile = { default: Texts };
/** path of a language file, ending in `<tag>.json` -> its loader */
export type LanguageFiles = Record<string, () => Promise<LanguageFile>>;
export type Language = { tag: string; name: string };
export type Languages = ReturnType<typeof createLanguages>;

const languagesKey: InjectionKey<Languages> = Symbol('languages');
const queryName = 'lang';
const lastResort = 'en';

/**
 * The languages there is a file for. The visitor's choice stands in the address (`?lang=fr`), where it survives a
 * reload and can be passed on, instead of in the browser's storage.
 */
export function createLanguages(files: LanguageFiles) {
  const loaders = new Map(Object.entries(files).map(([path, load]) => [tagOf(path), load]));
  const tags = [...loaders.keys()].sort();
  const i18n = createTranslator(tags);
  const current: ShallowRef<string> = shallowRef('');
  let wanted = '';

  async function show(tag: string): Promise<void> {
    wanted = tag;
    const load = loaders.get(tag);
    if (!load || tag === current.value) return;
    const { default: texts } = await load();
    // A file that arrives late must not undo a newer wish.
    if (tag !== wanted) return;
    i18n.global.setLocaleMessage(tag, texts);
    i18n.global.locale.value = tag;
    current.value = tag;
    document.documentElement.lang = tag;
    document.documentElement.dir = i18n.global.t('direction');
  }

  return {
    i18n,
    current,
    offered: tags.map((tag): Language => ({ tag, name: ownName(tag) })),
    /** The first wish there is a file for, after what the visitor chose. */
    prefer: (...wishes: string[]) => show(pickLanguage(tags, [chosenTag(), ...wishes])),
    async choose(tag: string): Promise<void> {
      noteChoice(tag);
      await show(tag);
    },
    install(app: { use(plugin: typeof i18n): unknown; provide<T>(key: InjectionKey<T>, value: T): unknown }) {
      app.use(i18n);
      app.provide(languagesKey, this);
    },
  };
}

export function useLanguages(): Languages {
  const languages = inject(languagesKey);
  if (!languages) throw new Error('the languages are not installed');
  return languages;
}

/** `fr-CA` is served by `fr`; English stands in where no wish can be met. */
export function pickLanguage(offered: string[], wishes: (string | null)[]): string {
  for (const wish of wishes) {
    const tag = wish?.toLowerCase() ?? '';
    const match = offered.find((one) => one === tag) ?? offered.find((one) => one === tag.split('-')[0]);
    if (match) return match;
  }
  return lastResort;
}

function createTranslator(tags: string[]) {
  const pluralRules = Object.fromEntries(tags.map((tag) => [tag, pluralRule(tag)]));
  return createI18n({ legacy: false, locale: lastResort, missingWarn: false, fallbackWarn: false, pluralRules });
}

function noteChoice(tag: string): void {
  const query = new URLSearchParams(location.search);
  query.set(queryName, tag);
  history.replaceState(history.state, '', `${location.pathname}?${query}${location.hash}`);
}

function chosenTag(): string | null {
  return new URLSearchParams(location.search).get(queryName);
}

function tagOf(path: string): string {
  return /([\w-]+)\.json$/.exec(path)?.[1] ?? path;
}

function ownName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** A message lists its forms in CLDR's order, as far as they differ; the last one serves all that follow. */
function pluralRule(tag: string): (choice: number, forms: number) => number {
  const rules = new Intl.PluralRules(tag);
  const known: string[] = rules.resolvedOptions().pluralCategories;
  const order = ['zero', 'one', 'two', 'few', 'many', 'other'].filter((category) => known.includes(category));
  return (choice, forms) => Math.min(order.indexOf(rules.select(choice)), forms - 1);
}
