const LOOK_MS = 1500;
/** A part that stays missing must not make the page load without end. */
const AT_MOST_EVERY_MS = 10_000;
const LAST_KEY = 'espalier-loaded-again-at';

/** The browser could not fetch a part of the page's own code: the portal was away, or has been updated since. */
export const isMissingPart = (error: Error): boolean =>
  error.name === 'ChunkLoadError' || /load(ing)? chunk|dynamically imported module/i.test(error.message);

/** Loads the page again as soon as the portal answers; a failed import is kept by the browser, so nothing less helps. */
export function loadAgainWhenBack(): () => void {
  const look = async (): Promise<void> => {
    if (Date.now() - Number(sessionStorage.getItem(LAST_KEY) ?? 0) < AT_MOST_EVERY_MS) return;
    const answer = await fetch('/api/health', { cache: 'no-store' }).catch(() => null);
    if (!answer?.ok) return;
    sessionStorage.setItem(LAST_KEY, String(Date.now()));
    window.location.reload();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => clearInterval(timer);
}
