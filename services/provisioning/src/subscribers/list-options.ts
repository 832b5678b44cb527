export const sortFields = ['lastStatusChange', 'userId', 'name', 'email', 'createdAt'] as const;
/** In which orders the list can be read; a minus turns one round. */
export const sorts = ['-lastStatusChange', 'lastStatusChange', 'userId', '-userId', 'name', '-name', 'email', '-email', 'createdAt', '-createdAt'] as const;
export type Sort = (typeof sorts)[number];

/** What an export may hold, in this order. */
export const exportColumns = [
  'broadworksUserId', 'spEnterpriseId', 'firstName', 'lastName', 'email', 'primaryPhoneNumber', 'extension', 'package', 'status', 'errorCode', 'errorDescription',
  'created', 'lastStatusChange', 'selfActivated', 'templateName', 'provisioningId', 'subscriberId',
] as const;
export type ExportColumn = (typeof exportColumns)[number];

export const encodings = ['spreadsheet', 'raw'] as const;
/** spreadsheet: a cell that a spreadsheet would run as a formula gets a leading apostrophe. raw: the values as they are. */
export type Encoding = (typeof encodings)[number];
export const delimiters = [',', ';'] as const;
export type Delimiter = (typeof delimiters)[number];
