import { describe, expect, it } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import UiFunnelChart from './UiFunnelChart.vue';
import UiTrendChart from './UiTrendChart.vue';
import { labelled, niceTop } from './trend-points.ts';

describe('UiFunnelChart', () => {
  it('says label, value and share of every step in words, and hides the bars that repeat them', () => {
    const steps = [{ id: 'a', label: 'Handed over', amount: 8, value: '8', share: '100%' }, { id: 'b', label: 'Signed in', amount: 2, value: '2', share: '25%' }];
    const part = mount(UiFunnelChart, { props: { steps, label: 'Funnel' } });
    expect(part.findAll('li').map((item) => [item.get('span').text(), item.findAll('span span').map((part) => part.text()).join(' ')].join(' '))).toEqual(['Handed over 8 100%', 'Signed in 2 25%']);
    expect(part.findAll('svg').every((bar) => bar.attributes('aria-hidden') === 'true')).toBe(true);
    expect(part.findAll('li rect:last-child').map((bar) => bar.attributes('width'))).toEqual(['100%', '25%']);
  });
});

describe('UiTrendChart', () => {
  const points = ['1', '2', '3'].map((id) => ({ id, label: `Day ${id}`, text: `Day ${id}: ${id} users` }));
  const lines = [{ id: 'in', label: 'In', amounts: [1, 2, 3] }, { id: 'out', label: 'Out', amounts: [0, 1, 0] }];

  it('is one stop for the keyboard, from which arrows move, and shows the values of the day in words', async () => {
    const part = mount(UiTrendChart, { props: { points, lines, label: 'Trend', hint: 'Point at a day' }, attachTo: document.body });
    expect(part.findAll('[tabindex="0"]')).toHaveLength(1);
    const last = part.get<SVGElement>('[tabindex="0"]');
    expect(last.attributes('aria-label')).toBe('Day 3: 3 users');
    last.element.focus();
    await last.trigger('keydown', { key: 'ArrowLeft' });
    await nextTick();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Day 2: 2 users');
    expect(part.get('p').text()).toBe('Day 2: 2 users');
    await part.get('[tabindex="0"]').trigger('keydown', { key: 'Home' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Day 1: 1 users');
    part.unmount();
  });

  it('runs as one reads: from the right where the language does, with the arrows following', async () => {
    const inOrder = (fromRight: boolean): boolean[] => {
      const part = mount(UiTrendChart, { props: { points, lines, label: 'Trend', hint: '', fromRight } });
      const at = part.findAll('[role=img] rect').map((rect) => Number(rect.attributes('x')));
      const name = Number(part.get('text').attributes('x'));
      return [at.every((x, index) => index === 0 || x > Number(at[index - 1])), at.every((x, index) => index === 0 || x < Number(at[index - 1])), name < 320];
    };
    expect([inOrder(false), inOrder(true)]).toEqual([[true, false, true], [false, true, false]]);

    const part = mount(UiTrendChart, { props: { points, lines, label: 'Trend', hint: '', fromRight: true }, attachTo: document.body });
    part.get<SVGElement>('[tabindex="0"]').element.focus();
    await part.get('[tabindex="0"]').trigger('keydown', { key: 'ArrowRight' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Day 2: 2 users');
    part.unmount();
  });

  it('tells its lines apart without colour: by dash and by mark', () => {
    const part = mount(UiTrendChart, { props: { points, lines, label: 'Trend', hint: '' } });
    const legend = part.findAll('li').map((item) => [item.text(), item.get('path').attributes('stroke-dasharray'), item.get('path:last-child').attributes('d')]);
    expect(legend.map(([label]) => label)).toEqual(['In', 'Out']);
    expect(new Set(legend.map(([, dash]) => dash)).size).toBe(2);
    expect(new Set(legend.map(([, , mark]) => mark)).size).toBe(2);
  });
});

describe('trend points', () => {
  it.each([[0, 4], [4, 4], [5, 6], [11, 20], [37, 40], [420, 600], [1000, 1000]])('an axis for %d ends at %d', (most, top) => {
    expect(niceTop(most)).toBe(top);
  });

  it('names the last point always and no more points than there is room for', () => {
    expect(labelled(7, 4)).toEqual([0, 2, 4, 6]);
    expect(labelled(30, 5).at(-1)).toBe(29);
    expect(labelled(90, 6).length).toBeLessThanOrEqual(6);
    expect(labelled(0, 5)).toEqual([]);
  });
});
