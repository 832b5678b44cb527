import '@vestibule/ui/font.css';
import '@vestibule/ui/tokens.css';
import './styles/page.css';
import './styles/form.css';
import './styles/parts.css';
import './styles/screens.css';
import { askEarly } from './early-answers.ts';
import { chosenTag, type LanguageFile, loadersOf, pickLanguage } from './language-files.ts';
import { shareKeyIn, STOP_MAILS } from './share-key.ts';

// The first script, and a small one: what the page needs from the server is on its way before the large one has arrived.
const loaders = loadersOf(import.meta.glob<LanguageFile>('./locales/*.json'));
const shareKey = shareKeyIn(location.pathname);
const isPreview = shareKey === 'preview';

if (shareKey && !isPreview && shareKey !== STOP_MAILS) askEarly(`/v1/activation/${shareKey}`);
const likely = pickLanguage([...loaders.keys()], [chosenTag(), ...navigator.languages]);
const texts = isPreview ? null : loaders.get(likely)?.();

// Nothing here is awaited by the module itself: the other script imports from this one, and each would wait for the other for ever.
void begin();

async function begin(): Promise<void> {
  try {
    const [{ start }] = await Promise.all([import('./main.ts'), texts]);
    await start({ loaders, shareKey, isPreview });
  } catch (error) {
    console.error(error);
    // Without scripts or texts there is only what stands in the page itself; it is tried again when there is a connection.
    document.getElementById('app')?.replaceChildren();
    const stuck = document.getElementById('stuck');
    for (const line of stuck?.children ?? []) line.toggleAttribute('hidden', line.getAttribute('lang') !== likely);
    stuck?.removeAttribute('hidden');
    addEventListener('online', () => location.reload());
  }
}
