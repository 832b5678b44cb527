import { afterEach, describe, expect, it } from '@jest/globals';
import { atDone, atProblem, look, page } from '../../test/activations.ts';
import { closePortal, ok, openPortal, refusal, settle } from '../../test/portal.ts';
import type { Activation, Look } from '../api.ts';

afterEach(closePortal);

const written: Look = {
  ...look, textLanguage: 'en',
  welcomeTexts: { en: 'Good to see you', fr: 'Bienvenue' },
  supportTexts: { en: 'Room 7,\nfrom 8 to 6', fr: 'Bureau 7' },
  problemTexts: { en: 'We are already on it' },
  doneTexts: { en: '<b>Enjoy</b>', fr: 'Bonne route' },
};
const openAt = (activation: Activation, own: Look = written) => openPortal({ 'GET /v1/activation/session': ok({ ...activation, look: own }) });
const ownTexts = ({ page: view }: Awaited<ReturnType<typeof openAt>>) => view.findAll('.own-text').map((text) => text.text());

describe('what the template’s author says', () => {
  it('greets before the sign-in, helps where something failed, and comes last where all is done', async () => {
    const portal = await openPortal({ 'GET /v1/activation/key': ok({ ...page, look: written }) });
    expect(ownTexts(portal)).toEqual(['Good to see you']);
    expect(ownTexts(await openAt(atProblem()))).toEqual(['We are already on it', 'Room 7,\nfrom 8 to 6']);
    expect(ownTexts(await openAt(atDone()))).toEqual(['<b>Enjoy</b>']);
  });

  it('is text and nothing else, whatever stands in it', async () => {
    const portal = await openAt(atDone());
    expect(portal.page.get('.own-text').element.children).toHaveLength(0);
  });

  it('follows the language of the page, and is marked as another language where only the template’s has it', async () => {
    const portal = await openAt(atProblem());
    await portal.languages.choose('fr');
    await settle();
    expect(portal.page.findAll('.own-text').map((text) => [text.text(), text.attributes('lang')])).toEqual([['We are already on it', 'en'], ['Bureau 7', 'fr']]);
  });

  it('is left out where neither the page’s language nor the template’s has it', async () => {
    const portal = await openAt(atProblem(), { ...written, textLanguage: 'de', supportTexts: { fr: 'Bureau 7' }, problemTexts: {} });
    expect(ownTexts(portal)).toEqual([]);
  });

  it('tells whom to ask where there is no address, in place of our own words for that', async () => {
    const portal = await openPortal({ 'GET /v1/activation/key': ok({ ...page, look: { ...written, supportEmail: null, supportPhone: null, helpUrl: null } }), 'POST /v1/activation/key/session': refusal(409, 'activation.no_pending_user') });
    await portal.store.signIn({ userId: 'ana', password: 'x', language: 'en', languageChosen: false });
    await settle();
    expect(portal.page.get('.support').text()).toContain('Room 7');
    expect(portal.page.get('.support').text()).not.toContain('Ask whoever');
  });
});
