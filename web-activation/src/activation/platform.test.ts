import { describe, expect, it } from '@jest/globals';
import type { Download } from '../api.ts';
import { platformOf, sortDownloads } from './platform.ts';

describe('the visitor’s platform', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 0, 'windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0, 'macos'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5, 'ios'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)', 5, 'ios'],
    ['Mozilla/5.0 (Linux; Android 16; Pixel 9)', 5, 'android'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 0, 'web'],
  ])('%s with %i touch points is %s', (userAgent, maxTouchPoints, platform) => {
    expect(platformOf({ userAgent, maxTouchPoints })).toBe(platform);
  });
});

describe('downloads', () => {
  const windows: Download = { platform: 'windows', url: 'https://d.example/w' };
  const web: Download = { platform: 'web', url: 'https://d.example/web' };

  it('fall back to the browser version where the visitor’s platform has none', () => {
    expect(sortDownloads([windows, web], 'ios')).toEqual({ first: web, others: [windows] });
    expect(sortDownloads([windows], 'ios')).toEqual({ first: null, others: [windows] });
  });

  it('leave out links that are no web addresses', () => {
    expect(sortDownloads([{ platform: 'web', url: 'javascript:alert(1)' }], 'web')).toEqual({ first: null, others: [] });
  });
});
