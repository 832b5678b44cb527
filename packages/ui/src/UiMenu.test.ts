import { afterEach, expect, it } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { UiMenuItem } from './lazy-menu.ts';
import UiMenu from './UiMenu.vue';

const page = defineComponent({
  props: { name: { type: String, default: 'Actions' } },
  emits: ['chosen'],
  setup: (props, { emit }) => () => h(UiMenu, { label: 'Actions' }, { trigger: () => h('button', props.name), default: () => [h(UiMenuItem, { onSelect: () => emit('chosen') }, () => 'Delete')] }),
});
afterEach(() => {
  document.body.innerHTML = '';
});
const found = (role: string) => document.querySelector<HTMLElement>(`[role=${role}]`);

async function until(is: () => unknown): Promise<void> {
  for (let round = 0; round < 200 && !is(); round += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(is()).toBeTruthy();
}

it('says before it was ever used that a menu opens here, and names what it is given now', async () => {
  const view = mount(page, { attachTo: document.body });
  await view.setProps({ name: 'More' });
  const button = view.get('button');
  expect([button.text(), button.attributes('aria-haspopup'), button.attributes('aria-expanded')]).toEqual(['More', 'menu', 'false']);
});

it('does not lose the press that fetches it, tells what was chosen, and gives the focus back', async () => {
  const view = mount(page, { attachTo: document.body });
  await view.get('button').trigger('click');
  await until(() => found('menuitem'));
  found('menuitem')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await until(() => !found('menu'));
  expect(view.emitted('chosen')).toHaveLength(1);
  await until(() => document.activeElement === view.get('button').element);
});

it('opens at its first entry by the keyboard', async () => {
  const view = mount(page, { attachTo: document.body });
  await view.get('button').trigger('keydown', { key: 'ArrowDown' });
  await until(() => document.activeElement === found('menuitem'));
});
