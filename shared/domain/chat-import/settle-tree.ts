import type { IncomingChat, IncomingMessage } from './incoming.ts';
import { cleanText } from '../clip-text.ts';

export const MOST_CHARACTERS = 200_000;

export type SettledMessage = {
  id: string;
  parentId: string | null;
  role: 'user' | 'assistant';
  text: string;
  at: Date;
  model: string | null;
  author: string | null;
};
export type LeftOut = Map<string, number>;
export const leaveOut = (leftOut: LeftOut, what: string, count = 1): void =>
  void (count > 0 && leftOut.set(what, (leftOut.get(what) ?? 0) + count));

/**
 * The messages that can be taken, parents first: what hung on one that is left out hangs on the next one above it, a
 * circle is cut where it is met, and nothing is older than what it follows.
 */
export function settleTree(chat: IncomingChat, leftOut: LeftOut, now: Date): SettledMessage[] {
  const byId = new Map(chat.messages.map((it) => [it.id, it]));
  const kept = new Map<string, IncomingMessage>();
  for (const it of byId.values()) {
    const reason = reasonAgainst(it);
    if (reason === null) kept.set(it.id, it);
    else if (reason !== '') leaveOut(leftOut, reason);
  }
  const settled = new Map<string, SettledMessage>();
  for (const it of kept.values()) for (const each of lineOf(it, byId, kept, settled)) settle(each);
  return [...settled.values()];

  function settle({ message, parentId }: Placed): void {
    const parent = parentId === null ? undefined : settled.get(parentId);
    const earliest = parent ? parent.at.getTime() + 1 : 0;
    const atMs = Math.min(message.atMs ?? chat.atMs ?? now.getTime(), now.getTime());
    settled.set(message.id, {
      id: message.id,
      parentId: parent?.id ?? null,
      role: message.role as 'user' | 'assistant',
      text: cleanText(message.text).trim(),
      at: new Date(Math.max(atMs, earliest)),
      model: message.model && cleanText(message.model).slice(0, 200),
      author: message.author,
    });
  }
}

type Placed = { message: IncomingMessage; parentId: string | null };

/** A message and those above it that are not settled yet, from the top. */
function lineOf(
  from: IncomingMessage,
  byId: Map<string, IncomingMessage>,
  kept: Map<string, IncomingMessage>,
  settled: Map<string, SettledMessage>,
): Placed[] {
  const line: Placed[] = [];
  const met = new Set<string>();
  let message: IncomingMessage | undefined = from;
  while (message && !settled.has(message.id)) {
    met.add(message.id);
    const parent = keptAbove(message, byId, kept, met);
    line.push({ message, parentId: parent?.id ?? null });
    message = parent;
  }
  return line.toReversed();
}

function keptAbove(
  { parentId }: IncomingMessage,
  byId: Map<string, IncomingMessage>,
  kept: Map<string, IncomingMessage>,
  met: Set<string>,
): IncomingMessage | undefined {
  for (let id = parentId; id !== null;) {
    if (met.has(id)) return undefined;
    const above = byId.get(id);
    if (!above) return undefined;
    if (kept.has(id)) return above;
    met.add(id);
    id = above.parentId;
  }
  return undefined;
}

/** Null: it is taken. Empty: it is nothing that anybody would miss. */
function reasonAgainst({ role, text, refused }: IncomingMessage): string | null {
  if (role === 'none') return '';
  if (refused) return refused;
  if (role === 'system') return text.trim() === '' ? '' : 'system prompts';
  if (role === 'tool' || role === 'function') return 'results of tools';
  if (role !== 'user' && role !== 'assistant') return 'messages of an unknown kind';
  if (text.trim() === '') return 'messages without a text';
  return text.length > MOST_CHARACTERS ? 'messages of more than 200,000 characters' : null;
}
