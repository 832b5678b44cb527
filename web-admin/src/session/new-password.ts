import { ProblemError } from '@vestibule/api-client';

export const PASSWORD_MIN = 12;

/** The one thing a page can know; whether a password is too easy to guess the server says. */
export const isLongEnough = (password: string): boolean => password.length >= PASSWORD_MIN;
export const isAboutPassword = (problem: unknown): boolean => problem instanceof ProblemError && problem.code === 'admin.password_weak';
/** The link has done its work, or its time is over. */
export const isOver = (problem: unknown): boolean => problem instanceof ProblemError && problem.status === 410;
