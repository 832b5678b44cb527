import { afterEach, expect, it } from '@jest/globals';
import { mount, type VueWrapper } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { useShortcuts } from './shortcuts.ts';

let pressed: string[] = [];
let view: VueWrapper | undefined;
const page = defineComponent({
  setup() {
    useShortcuts({ j: () => void pressed.push('j'), '.': () => false });
    return () => h('main', [h('input', { id: 'text' }), h('input', { id: 'check', type: 'checkbox' }), h('div', { role: 'dialog' }, h('button', { id: 'in-dialog' })), h('button', { id: 'free' })]);
  },
});
afterEach(() => {
  view?.unmount();
  view = undefined;
  pressed = [];
});

/** True when the page kept the key for itself. */
function press(id: string, key: string, more: KeyboardEventInit = {}): boolean {
  view ??= mount(page, { attachTo: document.body });
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  document.getElementById(id)?.dispatchEvent(event);
  return event.defaultPrevented;
}

it.each([['free', 1], ['check', 1], ['text', 0], ['in-dialog', 0]])('at #%s a key acts %i times', (id, times) => {
  press(id, 'j');
  expect(pressed).toHaveLength(times);
});

it('leaves combinations to the browser', () => {
  press('free', 'j', { ctrlKey: true });
  press('free', 'j', { metaKey: true });
  press('free', 'j', { altKey: true });
  expect(pressed).toEqual([]);
});

it('keeps a key only when it did something', () => {
  expect(press('free', 'j')).toBe(true);
  expect(press('free', '.')).toBe(false);
});

it('listens no longer than its page lives', () => {
  press('free', 'j');
  view?.unmount();
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
  expect(pressed).toEqual(['j']);
});
