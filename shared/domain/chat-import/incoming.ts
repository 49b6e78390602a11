/** A chat of some file, before anybody has decided what of it can be taken. */
export type IncomingMessage = {
  id: string;
  parentId: string | null;
  role: string;
  text: string;
  atMs: number | null;
  model: string | null;
  author: string | null;
  /** Why it can't be taken, where its reader knows. */
  refused?: string | undefined;
};
export type IncomingChat = {
  sourceId: string | null;
  title: string;
  atMs: number | null;
  messages: IncomingMessage[];
  /** Parts of messages that are taken without them. */
  partsLeftOut: number;
};

export type Json = Record<string, unknown>;
export const isObject = (it: unknown): it is Json =>
  typeof it === 'object' && it !== null && !Array.isArray(it);
export const textOf = (it: unknown): string | null => (typeof it === 'string' ? it : null);
export const objectOf = (it: unknown): Json => (isObject(it) ? it : {});

const LAST_MS = Date.UTC(2200, 0);
/** A moment in seconds, milliseconds or as text; null when it is none. */
export function momentMsOf(it: unknown): number | null {
  const ms = typeof it === 'number' ? (it < 1e11 ? it * 1000 : it) : Date.parse(textOf(it) ?? '');
  return Number.isFinite(ms) && ms > 0 && ms < LAST_MS ? Math.round(ms) : null;
}
