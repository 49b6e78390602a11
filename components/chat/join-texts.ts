/** One text of several, a blank line between them; empty ones leave none. */
export const joinTexts = (...texts: string[]): string => texts.filter(Boolean).join('\n\n');
