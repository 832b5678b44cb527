import type { Line } from './provider-form.ts';

const roles: readonly Line['role'][] = ['owner', 'admin', 'operator', 'help_desk', 'read_only'];

/** The roles as choices, from the one that may most. */
export const roleOptions = (t: (key: string) => string): { value: Line['role']; label: string }[] => roles.map((value) => ({ value, label: t(`role.${value}`) }));
