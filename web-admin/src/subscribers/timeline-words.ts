import type { Component } from 'vue';
import {
  ArrowLeftRight, ArrowRight, AtSign, BadgeCheck, BellRing, CircleAlert, CircleDot, Cloud, DownloadCloud, FastForward, Hourglass, LogIn, Mail, MailPlus, Package, Pencil, RotateCw, Trash2,
} from '@lucide/vue';
import type { ChipTone } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import type { TimelineAttempt, TimelineEntry, TimelineMail } from '../api.ts';

const icons: Partial<Record<TimelineEntry['type'], Component>> = {
  'subscriber.handed_over': DownloadCloud,
  'subscriber.changed': Pencil,
  'subscriber.withdrawn': Trash2,
  'subscriber.deleted': Trash2,
  'subscriber.signed_in': LogIn,
  'subscriber.email_submitted': AtSign,
  'subscriber.code_refused': CircleAlert,
  'subscriber.email_proven': BadgeCheck,
  'subscriber.retried': RotateCw,
  'subscriber.tried_again': RotateCw,
  'subscriber.package_change_requested': Package,
  'subscriber.mail_resent': MailPlus,
  'subscriber.reminded': BellRing,
  'subscriber.status_changed': ArrowRight,
  'subscriber.moved': ArrowLeftRight,
  'subscriber.wait_began': Hourglass,
  'subscriber.wait_ended': FastForward,
  'subscriber.let_go_first': FastForward,
  'customer.first_admin_reminded': BellRing,
};
export const iconOf = ({ type, mail, attempt }: TimelineEntry): Component => (mail ? Mail : attempt ? Cloud : (icons[type] ?? CircleDot));

export const attemptTones: Record<TimelineAttempt['state'], ChipTone> = {
  queued: 'neutral', running: 'accent', waiting: 'accent', retrying: 'warning', succeeded: 'success', failed: 'danger', cancelled: 'neutral',
};
export const mailTones: Record<TimelineMail['state'], ChipTone> = { queued: 'neutral', accepted: 'success', deferred: 'warning', refused: 'danger', delayed: 'warning', bounced: 'danger', withdrawn: 'neutral' };

/** What our own service says of a mail instead of a mail server. */
const ownReasons: Record<string, string> = { 'superseded by a newer mail': 'superseded', expired: 'expired', 'the mail could not be made': 'not_made', 'stopped by the reader': 'stopped', 'not needed any more': 'not_needed' };

export type TimelineWords = { duration: (from: string, to: string) => string; mailReason: (said: string) => string };

export function useTimelineWords(): TimelineWords {
  const { t, locale } = useI18n();
  const inUnit = (value: number, unit: string, digits = 0): string =>
    new Intl.NumberFormat(locale.value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);

  /** "400 ms", "12 s", "3 min": as exact as it helps. */
  function duration(from: string, to: string): string {
    const seconds = Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000;
    if (seconds < 0.95) return inUnit(Math.round(seconds * 1_000), 'millisecond');
    if (seconds < 10) return inUnit(seconds, 'second', 1);
    if (seconds < 90) return inUnit(seconds, 'second');
    return seconds < 5_400 ? inUnit(seconds / 60, 'minute') : inUnit(seconds / 3_600, 'hour', 1);
  }

  return { duration, mailReason: (said) => (ownReasons[said] ? t(`story.mailReason.${ownReasons[said]}`) : said) };
}
