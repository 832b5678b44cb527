import { CircleAlert, CircleCheck, CircleDashed, CircleOff, Clock, SkipForward } from '@lucide/vue';
import type { ChipTone } from '@vestibule/ui';
import type { Component } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DeliveryState, Webhook } from '../api.ts';
import { groups, shortType } from './event-types.ts';

type Look = { icon: Component; tone: ChipTone };

export const healthLooks: Record<Webhook['health']['is'], Look> = {
  new: { icon: CircleDashed, tone: 'neutral' },
  healthy: { icon: CircleCheck, tone: 'success' },
  failing: { icon: CircleAlert, tone: 'warning' },
  disabled: { icon: CircleOff, tone: 'danger' },
};

export const deliveryLooks: Record<DeliveryState, Look> = {
  pending: { icon: Clock, tone: 'neutral' },
  delivered: { icon: CircleCheck, tone: 'success' },
  failed: { icon: CircleAlert, tone: 'danger' },
  skipped: { icon: SkipForward, tone: 'neutral' },
};

/** How people know a webhook: by what they wrote about it, else by its host. The rest of the address may hold a key. */
export const nameOf = ({ description, url }: Pick<Webhook, 'description' | 'url'>): string => description || new URL(url).host;

/** Names of events as people say them; one this page does not know keeps its own. */
export function useTypeWords(): { one: (type: string) => string; all: (types: readonly string[]) => string } {
  const { t, te } = useI18n();
  const one = (type: string): string => {
    const short = shortType(type);
    const group = groups.find((name) => name === short);
    if (group) return t('webhooks.allOf', { group: t(`webhooks.group.${group}`) });
    return te(`webhooks.type.${short}`) ? t(`webhooks.type.${short}`) : te(`event.${short}`) ? t(`event.${short}`) : type;
  };
  return { one, all: (types) => (types.length === 0 ? t('webhooks.allEvents') : types.map(one).join(', ')) };
}

/** 85 ms, 1.2 s. */
export const durationText = (ms: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: ms < 1_000 ? 'millisecond' : 'second', unitDisplay: 'short', maximumFractionDigits: 1 }).format(ms < 1_000 ? ms : ms / 1_000);

/** For a receiver in Node, with a library of the standard; there is one for most languages. */
export const verifySample = `import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const event = webhook.verify(rawBody, request.headers);`;
