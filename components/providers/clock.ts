import { type Clock, followClock } from '@/shared/domain/format.ts';

/*
 * How hours are written is known before anything is drawn: the person's choice is mirrored in a cookie, which the
 * portal reads while it makes a page (`server/http/page-clock.ts`) and the browser before it takes the page over.
 */
const COOKIE = 'espalier-clock';
const YEAR_S = 365 * 86_400;
type Store = { value: { getStore(): Clock | undefined } };

const inBrowser = typeof document !== 'undefined';
let own: Clock = inBrowser && document.cookie.split('; ').includes(`${COOKIE}=12`) ? '12' : '24';

export const clockNow = (): Clock =>
  inBrowser
    ? own
    : ((globalThis as { [key: symbol]: Store | undefined })[
        Symbol.for('espalier.page-clock')
      ]?.value.getStore() ?? '24');
followClock(clockNow);

const listeners = new Set<() => void>();
export function onClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** From now on in this browser; what is drawn already has to be drawn again. */
export function setClock(clock: Clock): void {
  if (clock === own) return;
  own = clock;
  for (const it of listeners) it();
  // oxlint-disable-next-line unicorn/no-document-cookie -- Read back before anything is drawn; the cookie store is asynchronous.
  document.cookie = `${COOKIE}=${clock}; path=/; max-age=${YEAR_S}; samesite=lax`;
}
