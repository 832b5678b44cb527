import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { mount, type VueWrapper } from '@vue/test-utils';
import UiPicker from './UiPicker.vue';

const options = [{ value: 'a', label: 'Acme' }, { value: 'b', label: 'Bolt', hint: 'SP1+bolt' }];
let picker: VueWrapper;
Element.prototype.scrollIntoView = () => undefined;
afterEach(() => {
  picker.unmount();
  jest.useRealTimers();
});

function open(changes: Record<string, unknown> = {}): void {
  picker = mount(UiPicker, { props: { label: 'Customer', placeholder: '', options, value: 'b', note: '', term: '', ...changes }, attachTo: document.body });
}
const press = (key: string) => picker.get('input').trigger('keydown', { key });
const active = () => document.getElementById(picker.get('input').attributes('aria-activedescendant') ?? '')?.textContent;

describe('UiPicker', () => {
  it('starts in its field, says which option is chosen and which one Enter would take', async () => {
    open();
    await picker.vm.$nextTick();
    expect(document.activeElement).toBe(picker.get('input').element);
    expect(picker.findAll('[role=option]').map((option) => option.attributes('aria-selected'))).toEqual(['false', 'true']);
    await press('ArrowDown');
    expect(active()).toContain('Bolt');
    await press('ArrowDown');
    await press('Enter');
    expect(picker.emitted('choose')).toEqual([['b']]);
  });

  it('asks for what fits a moment after the last key', async () => {
    jest.useFakeTimers();
    open();
    await picker.get('input').setValue('ac ');
    jest.advanceTimersByTime(199);
    expect(picker.emitted('update:term')).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(picker.emitted('update:term')).toEqual([['ac']]);
  });

  it('closes by Escape with the focus going back, by Tab and a press elsewhere without', async () => {
    open();
    await press('Escape');
    await press('Tab');
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    expect(picker.emitted('close')).toEqual([[true], [false], [false]]);
  });

  it('takes nothing where nothing fits', async () => {
    open({ options: [], note: 'None fits.' });
    await press('Enter');
    expect(picker.emitted('choose')).toBeUndefined();
    expect(picker.get('[role=status]').text()).toBe('None fits.');
  });
});
