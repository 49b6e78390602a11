const PREFIX = 'espalier-draft-';

/** Where a person's unsent text of a chat is kept in this browser. */
export const draftKey = (personId: string, chatId: string): string => `${PREFIX}${personId}-${chatId}`;

export function readDraft(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    // Storage is switched off in this browser: the draft lives as long as the page.
    return '';
  }
}

export function writeDraft(key: string, text: string): void {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Storage is off or full: the draft lives as long as the page.
  }
}

/** Takes all drafts of this browser away; what is returned puts them back. */
export function takeDraftsAway(): () => void {
  const taken: [key: string, text: string][] = [];
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    for (const key of keys) {
      if (!key?.startsWith(PREFIX)) continue;
      taken.push([key, localStorage.getItem(key) ?? '']);
      localStorage.removeItem(key);
    }
  } catch {
    // Storage is off: nothing was kept.
  }
  return () => taken.forEach(([key, text]) => writeDraft(key, text));
}
