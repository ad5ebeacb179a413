const LONGEST = 1_000;

/** Where everybody lands who was on the way to nowhere in particular. */
const HOME = '/me';

/** The path that somebody is led to when they are signed in: on this server, whatever the address says. */
export function localPath(given: unknown, origin: string): string {
  if (typeof given !== 'string' || !given.startsWith('/') || given.length > LONGEST) return HOME;
  if (!URL.canParse(given, origin)) return HOME;
  const url = new URL(given, origin);
  const path = url.pathname + url.search;
  // Browsers read two slashes, which `/.//` comes to, as the name of another server.
  return url.origin === origin && !path.startsWith('//') ? path : HOME;
}
