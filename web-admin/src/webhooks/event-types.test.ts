import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { english } from '../../test/texts.ts';
import { asRequested, groups, shortType, typesOf, unknownOf } from './event-types.ts';

/** What the contract says is sent, as `io.vestibule.….v1`. */
const sent = [...readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8').matchAll(/^ {2}(io\.vestibule\.\S+):$/gm)].map((match) => match[1] ?? '');
const at = (key: string): unknown => key.split('.').reduce<unknown>((node, name) => (typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined), english);

describe('the events a webhook can be for', () => {
  it('are exactly those the contract says are sent, each with a name people understand', () => {
    expect(sent.length).toBeGreaterThan(50);
    expect(groups.flatMap(typesOf).sort()).toEqual(sent.map(shortType).sort());
    expect(groups.flatMap(typesOf).filter((type) => typeof (at(`webhooks.type.${type}`) ?? at(`event.${type}`)) !== 'string')).toEqual([]);
  });

  it('are asked for by the group where it is chosen whole, and keep what this page does not know', () => {
    const types = ['io.vestibule.subscriber.deleted.v1', 'subscriber', 'operation.failed', 'weather.changed'];
    expect(unknownOf(types)).toEqual(['weather.changed']);
    expect(asRequested(new Set(types.map(shortType)))).toEqual(['subscriber', 'operation.failed', 'weather.changed']);
  });
});
