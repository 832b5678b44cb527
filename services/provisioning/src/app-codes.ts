import type { Owner } from './problem-entry.ts';

type AppCode = { meaning: string; owner: Owner; helps: string };

/**
 * Numbers that never come from this service: the app shows them after the activation, when its phone service does not start. They
 * stand beside the registry so that whoever helps a user finds all published numbers in one place.
 */
export const appCodes = {
  '1000:1501': { meaning: 'The phone service refused the user id or the password.', owner: 'user', helps: 'Sign in to the phone service again with the BroadWorks user id and password. A password that is not known is reset at the provider.' },
  '1000:1502': { meaning: 'The phone service could not get a token for the user.', owner: 'nobody', helps: 'Sign out of the app and in again. If it stays, the provider looks at the authentication mode of the template and of the cluster.' },
  '1000:1503': { meaning: 'The user was signed out of the phone service because they signed in on another device.', owner: 'user', helps: 'Sign in again on the device that is to be used.' },
  '1000:1504': { meaning: 'The phone service did not answer.', owner: 'nobody', helps: 'Try again in some minutes, on another network if there is one. If it stays for many users, the provider looks at the cluster.' },
  '1000:1505': { meaning: 'The user has no usable device or profile in BroadWorks.', owner: 'admin', helps: 'The provider checks that the device for the app is assigned to the user in BroadWorks and that its configuration is complete.' },
  '1000:1506': { meaning: 'The sign-in to the phone service failed.', owner: 'nobody', helps: 'Sign out of the app and in again. If it stays, the provider checks the user in BroadWorks.' },
  '1000:1507': { meaning: 'The app could not download its configuration.', owner: 'admin', helps: 'The provider checks the address of the device configuration in the cluster, and that the files of the app\'s device type were built.' },
  '1000:1508': { meaning: 'The single sign-on was cancelled.', owner: 'user', helps: 'Start the sign-in again and finish it in the window that opens.' },
} as const satisfies Record<string, AppCode>;

/** Published by its number alone: nobody outside knows what it means, so a platform that sends it is quoted, not interpreted. */
export const publishedWithoutMeaning: readonly number[] = [100006];
