const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;
const HIDDEN = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

const asNumber = (mark: string): string =>
  `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** Marks that turn the reading direction of what follows can make words look like others: they are shown by number. */
export const showOverrides = (text: string): string => text.replaceAll(OVERRIDES, asNumber);
/** In code everything that cannot be seen is shown, and is left out of a copy. */
export const showHidden = (code: string): string => code.replaceAll(HIDDEN, asNumber);
export const withoutHidden = (code: string): string => code.replaceAll(HIDDEN, '');
