/** A base URL entered with a slash at its end makes `/scim/v2//Users`, some systems ask for `/Users/`: both mean what is there without. Other addresses stay. */
export function tidyAddress(url: string): string {
  if (!url.startsWith('/scim/')) return url;
  const [path = '', query] = url.split(/\?(.*)/s);
  return `${path.replace(/\/{2,}/g, '/').replace(/\/$/, '')}${query === undefined ? '' : `?${query}`}`;
}
