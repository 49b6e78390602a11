import { decodeEntities } from './entities.ts';

/** Schemes a link of a model may have; everything else is shown as text. */
const PROTOCOLS = new Set(['https:', 'http:', 'mailto:']);
const MOST_CHARS = 2000;

export type SafeLink = { href: string; place: string };

/** The address and where it leads in words, or null when this must not be a link. */
export function safeLink(written: string): SafeLink | null {
  if (written.length > MOST_CHARS) return null;
  let url: URL;
  try {
    url = new URL(decodeEntities(written));
  } catch {
    return null;
  }
  if (!PROTOCOLS.has(url.protocol)) return null;
  if (url.protocol !== 'mailto:') return url.host === '' ? null : { href: url.href, place: url.host };
  // Only whom: copies, subject and text of a letter are the writer’s own.
  return url.pathname === '' ? null : { href: `mailto:${url.pathname}`, place: url.pathname };
}

/** Whether the words of a link are its address: then they say already where it leads. */
export function saysWhere(words: string, { href, place }: SafeLink): boolean {
  if (href.includes('@') && !href.startsWith('mailto:')) return false;
  const bare = (address: string): string =>
    address
      .trim()
      .replace(/^(?:https?:\/\/|mailto:)/i, '')
      .replace(/\/$/, '');
  return bare(words) === bare(href) || bare(words).toLowerCase() === place;
}
