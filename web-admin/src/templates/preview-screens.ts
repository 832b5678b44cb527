/** The screens of the portal that its preview can show. */
export const previewScreens = ['sign_in', 'email', 'code', 'progress', 'done', 'problem'] as const;
export type PreviewScreen = (typeof previewScreens)[number];
