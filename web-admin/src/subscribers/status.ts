import type { Component } from 'vue';
import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle, MailQuestion, RefreshCw, UserCheck } from '@lucide/vue';
import type { ChipTone } from '@vestibule/ui';
import type { Status, Subscriber } from '../api.ts';

/** In the order of a user's way, what needs somebody first. */
export const statuses: readonly Status[] = [
  'error',
  'pending_email_input',
  'pending_email_validation',
  'pending_user_migration',
  'provisioning',
  'updating',
  'provisioned',
];

export const statusIcons: Record<Status, Component> = {
  error: CircleAlert,
  pending_email_input: CircleDashed,
  pending_email_validation: MailQuestion,
  pending_user_migration: UserCheck,
  provisioning: LoaderCircle,
  updating: RefreshCw,
  provisioned: CircleCheck,
};

const tones: Record<Status, ChipTone> = {
  error: 'danger',
  pending_email_input: 'neutral',
  pending_email_validation: 'neutral',
  pending_user_migration: 'warning',
  provisioning: 'accent',
  updating: 'accent',
  provisioned: 'success',
};

/** A user who waits for nothing in our power is grey; one whose mail bounced, or who waits for a colleague, needs a look. */
export function toneOf({ status, reason }: Pick<Subscriber, 'status' | 'reason'>): ChipTone {
  return reason === 'mail_refused' || reason === 'waiting_for_first_admin' ? 'warning' : tones[status];
}

const usualReasons: Partial<Record<Status, string>> = {
  pending_email_input: 'waiting_for_email',
  pending_email_validation: 'waiting_for_code',
  pending_user_migration: 'waiting_for_consent',
};

export const reasonOf = ({ status, reason }: Pick<Subscriber, 'status' | 'reason'>): string | null => reason ?? usualReasons[status] ?? null;

/** Work is under way, so the row will change by itself. */
export const isRunning = ({ status, reason }: Pick<Subscriber, 'status' | 'reason'>): boolean =>
  (status === 'provisioning' && reason !== 'waiting_for_first_admin') || status === 'updating';

export const fullName = ({ firstName, lastName }: Pick<Subscriber, 'firstName' | 'lastName'>): string => `${firstName} ${lastName}`.trim();
