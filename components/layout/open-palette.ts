import { createListeners } from '../providers/listeners.ts';

const palette = createListeners<[]>();
const shortcuts = createListeners<[]>();

/** From anywhere on the page; the shell loads the palette and opens it. */
export const openPalette = palette.call;
export const onOpenPalette = palette.add;
export const openShortcuts = shortcuts.call;
export const onOpenShortcuts = shortcuts.add;
