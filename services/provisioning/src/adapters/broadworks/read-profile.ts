import type { BroadworksProfile } from '../../activation/identity-check.ts';
import { attributeOf, child, textOf, type XsiNode } from './xsi-document.ts';

/** The profile in an XSI answer, or null when the document is something else. What BroadWorks leaves out reads as empty. */
export function readProfile(document: XsiNode | null): BroadworksProfile | null {
  const details = child(child(document, 'Profile'), 'details');
  const userId = textOf(details, 'userId');
  if (!userId) return null;
  return {
    userId,
    firstName: textOf(details, 'firstName') ?? '',
    lastName: textOf(details, 'lastName') ?? '',
    groupId: textOf(details, 'groupId') ?? '',
    serviceProvider: textOf(details, 'serviceProvider') ?? '',
    isEnterprise: attributeOf(child(details, 'serviceProvider'), 'isEnterprise') === 'true',
    number: textOf(details, 'number'),
    extension: textOf(details, 'extension'),
  };
}

/** True for the document with which XSI answers when it refuses. */
export const isErrorInfo = (document: XsiNode | null): boolean => document !== null && 'ErrorInfo' in document;
