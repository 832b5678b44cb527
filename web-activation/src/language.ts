import { computed, inject, shallowRef, type InjectionKey } from 'vue';
import { chosenTag, type Loaders, noteChoice, pickLanguage, regionalTag } from './language-files.ts';
import { createTranslator, type Values } from './translator.ts';

export type Language = { tag: string; name: string };
export type Languages = ReturnType<typeof createLanguages>;

const languagesKey: InjectionKey<Languages> = Symbol('languages');
/** What each language calls itself; a table, since asking the browser for all of them takes a slow phone long. */
const ownNames: Readonly<Record<string, string>> = {
  ar: 'العربية', de: 'Deutsch', en: 'English', es: 'Español', fr: 'Français', he: 'עברית', it: 'Italiano', ja: '日本語',
  nl: 'Nederlands', pl: 'Polski', pt: 'Português', sv: 'Svenska',
};

/** The languages there is a file for, and the texts of the one that is shown. */
export function createLanguages(loaders: Loaders) {
  const tags = [...loaders.keys()];
  const current = shallowRef('');
  const translator = shallowRef(createTranslator({}, 'en'));
  let wanted = '';

  async function show(tag: string): Promise<void> {
    wanted = tag;
    const load = loaders.get(tag);
    if (!load || tag === current.value) return;
    const { default: texts } = await load();
    // A file that arrives late must not undo a newer wish.
    if (tag !== wanted) return;
    translator.value = createTranslator(texts, regionalTag(tag));
    current.value = tag;
    document.documentElement.lang = tag;
    document.documentElement.dir = translator.value.t('direction');
  }

  return {
    current,
    /** the shown language with its region, for dates and numbers */
    locale: computed(() => translator.value.locale),
    t: (key: string, values?: Values): string => translator.value.t(key, values),
    te: (key: string): boolean => translator.value.te(key),
    offered: tags.map((tag): Language => ({ tag, name: ownNames[tag] ?? tag })).sort((a, b) => a.name.localeCompare(b.name)),
    /** Shows the first wish there is a file for, after what the visitor chose; `only`: what the template offers, if it is known. */
    prefer: (wishes: readonly string[], only: readonly string[] = tags) =>
      show(pickLanguage(tags.filter((tag) => only.includes(tag)), [chosenTag(), ...wishes])),
    async choose(tag: string): Promise<void> {
      noteChoice(tag);
      await show(tag);
    },
    install(app: { provide<T>(key: InjectionKey<T>, value: T): unknown }) {
      app.provide(languagesKey, this);
    },
  };
}

/** The texts and the choice of language, in any component. */
export function useLanguages(): Languages {
  const languages = inject(languagesKey);
  if (!languages) throw new Error('the languages are not installed');
  return languages;
}
