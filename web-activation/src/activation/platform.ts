import type { Download } from '../api.ts';

type Platform = Download['platform'];

/** The visitor's platform, as far as the browser tells; `web` for all others. */
export function platformOf(agent: { userAgent: string; maxTouchPoints: number }): Platform {
  const { userAgent } = agent;
  if (/android/i.test(userAgent)) return 'android';
  // An iPad calls itself a Macintosh, but no Macintosh has a touch screen.
  if (/iphone|ipad|ipod/i.test(userAgent) || (/macintosh/i.test(userAgent) && agent.maxTouchPoints > 1)) return 'ios';
  if (/macintosh/i.test(userAgent)) return 'macos';
  return /windows/i.test(userAgent) ? 'windows' : 'web';
}

/** The visitor's download apart from the others; the browser version stands in where theirs is missing. */
export function sortDownloads(downloads: Download[], platform: Platform): { first: Download | null; others: Download[] } {
  const usable = downloads.filter(({ url }) => isWebLink(url));
  const first = usable.find((one) => one.platform === platform) ?? usable.find((one) => one.platform === 'web') ?? null;
  return { first, others: usable.filter((one) => one !== first) };
}

/** Something with a camera and a store of apps. */
export const isPhone = (platform: Platform): boolean => platform === 'ios' || platform === 'android';

/** Links come from a template's form: anything but http(s), such as `javascript:`, is not shown. */
export function isWebLink(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url);
}
