const EVENT = 'espalier:palette';

/** From anywhere on the page; the shell loads the palette and opens it. */
export const openPalette = (): void => void window.dispatchEvent(new Event(EVENT));

export function onOpenPalette(listener: () => void): () => void {
  window.addEventListener(EVENT, listener);
  return () => window.removeEventListener(EVENT, listener);
}
