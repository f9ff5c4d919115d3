const HOME = '/meters';

/**
 * Where to go after logging in. Only a path of this portal: `//host`, `/\host`, `https:` and control characters, which browsers read as
 * another site, lead home instead.
 */
export function safeReturnPath(wanted: string | null): string {
  if (!wanted?.startsWith('/') || wanted.startsWith('//')) return HOME;
  const base = 'https://portal.invalid';
  try {
    const url = new URL(wanted, base);
    if (url.origin !== base || /[\\\u0000-\u001f]/.test(wanted)) return HOME;
    return url.pathname + url.search + url.hash;
  } catch {
    return HOME;
  }
}

export const logInPath = (from: string): string => (from === HOME ? '/log-in' : `/log-in?return=${encodeURIComponent(from)}`);
