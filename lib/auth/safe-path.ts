/** Placeholder origin: only whether a path leaves it matters. */
const here = 'http://here.invalid';

/**
 * Where to go after signing in: a path of this very site, or '/'. `//evil`, `/\evil`, `https:evil`, control characters and the
 * sign-in page itself are refused.
 */
export function safePath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith('/') || wanted.length > 2048) return '/';
  let url: URL;
  try {
    url = new URL(wanted, here);
  } catch {
    return '/';
  }
  // The parser drops tabs and line ends and reads a backslash as a slash; what it then finds must still be our own path.
  if (url.origin !== here || url.pathname.startsWith('//') || /[\\\p{Cc}]/u.test(wanted)) return '/';
  if (/^\/(sign-in|api)(\/|$)/.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
