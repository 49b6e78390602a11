/** Without a key or a pointer for so long, nobody sits at it. */
const AWAY_SECONDS = 15 * 60;

/** `stat -f %Su /dev/console`: who is signed in at the screen; `''` is the login window. */
export function parseConsoleUser(text: string): string | null {
  const name = /^[\w.-]{1,64}$/.exec(text.trim())?.[0];
  if (name === undefined) return null;
  return name === 'root' || name === '_mbsetupuser' ? '' : name;
}

/** `ioreg -c IOHIDSystem`: since the last key or pointer, in nanoseconds there. */
export function parseIdleSeconds(text: string): number | null {
  const found = /"HIDIdleTime"\s*=\s*(\d{1,20})(?=\s)/.exec(text)?.[1];
  return found === undefined ? null : Math.floor(Number(found) / 1e9);
}

/** `who`: accounts that are signed in from elsewhere. */
export const parseLogins = (text: string): string[] => [
  ...new Set(
    text.split('\n').flatMap((line) => {
      const found = /^([\w.-]{1,64})\s+ttys?\w+\s.*\([^)]+\)\s*$/.exec(line);
      return found === null ? [] : [found[1]!];
    }),
  ),
];

/** Null: it could not be looked at. */
type Use = { consoleUser: string | null; idleSeconds: number | null; logins: readonly string[] | null };

/** Who uses the Mac now, as a clause; null: nobody. What can't be known counts as use. */
export function tellUse({ consoleUser, idleSeconds, logins }: Use): string | null {
  if (logins === null) return 'who is signed in from elsewhere is not known';
  if (logins.length > 0) return `${logins.slice(0, 3).join(', ')} is signed in from elsewhere`;
  if (consoleUser === '') return null;
  if (consoleUser === null) return 'who is signed in at its screen is not known';
  if (idleSeconds === null) return `${consoleUser} is signed in, and since when they are away is not known`;
  return idleSeconds < AWAY_SECONDS ? `${consoleUser} is at its screen` : null;
}
