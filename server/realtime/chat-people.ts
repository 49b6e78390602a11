import type { ChatPeopleFrame } from '@/shared/protocol/console.ts';
import { inBackground, type ServiceContext } from '../context.ts';
import type { Peers } from './peers.ts';

/** A page says that it is here again before it lapses. */
const HERE_MS = 45_000;
const TYPING_MS = 6000;
const LOOK_MS = 3000;
/** What changes within this is told together: nobody's typing makes more than a few messages a second. */
const GATHER_MS = 300;
/** A page shows one chat; more than a few at once are not kept. */
const CHATS_PER_SOCKET = 5;

type Here = { userId: string; seenMs: number; typedMs: number };
type Person = { userId: string; isTyping: boolean };
type Elsewhere = { untilMs: number; people: Person[] };
type Ways = {
  look(
    conversationId: string,
    userIds: string[],
  ): Promise<Omit<ChatPeopleFrame['people'][number], 'isTyping'>[]>;
  send(socketIds: string[], frame: ChatPeopleFrame): void;
};

/**
 * Who has a chat open, and who types in it: kept in memory by the portal that each browser is at, told to the other
 * portals as ids, and to those who are there as names. Nothing of it is stored; what was lost comes again.
 */
export function createChatPeople(ctx: ServiceContext, peers: Peers, { look, send }: Ways) {
  const chats = new Map<string, Map<string, Here>>();
  const elsewhere = new Map<string, Map<string, Elsewhere>>();
  const dirty = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const nowMs = (): number => ctx.now().getTime();

  const hereNow = (conversationId: string): Person[] =>
    merge(
      [...(chats.get(conversationId)?.values() ?? [])].map((it) => ({
        userId: it.userId,
        isTyping: nowMs() - it.typedMs < TYPING_MS,
      })),
    );
  const tellPeers = (conversationId: string): void =>
    peers.tell('chat.people', { portalId: ctx.portal.id, conversationId, people: hereNow(conversationId) });
  const tellPages = async (conversationId: string): Promise<void> => {
    const socketIds = [...(chats.get(conversationId)?.keys() ?? [])];
    if (socketIds.length === 0) return;
    const others = [...(elsewhere.get(conversationId)?.values() ?? [])].filter((it) => it.untilMs > nowMs());
    const people = merge([...hereNow(conversationId), ...others.flatMap((it) => it.people)]);
    const known = await look(
      conversationId,
      people.map((it) => it.userId),
    );
    const typing = new Set(people.filter((it) => it.isTyping).map((it) => it.userId));
    send(socketIds, {
      conversationId,
      people: known.map((it) => ({ ...it, isTyping: typing.has(it.id) })),
    });
  };
  const flush = (): void => {
    timer = undefined;
    for (const id of dirty) inBackground(ctx, 'who is in a chat could not be told', tellPages(id));
    dirty.clear();
  };
  const change = (conversationId: string, isOurs: boolean): void => {
    if (isOurs) tellPeers(conversationId);
    dirty.add(conversationId);
    timer ??= setTimeout(flush, GATHER_MS);
  };
  const leave = (socketId: string, conversationId: string): void => {
    const chat = chats.get(conversationId);
    if (!chat?.delete(socketId)) return;
    if (chat.size === 0) chats.delete(conversationId);
    change(conversationId, true);
  };
  const lapse = (): void => {
    const at = nowMs();
    for (const [id, chat] of chats) {
      for (const [socketId, it] of chat) if (at - it.seenMs > HERE_MS) leave(socketId, id);
      const hasStopped = [...chat.values()].some((it) => isBetween(at - it.typedMs, TYPING_MS, LOOK_MS));
      if (hasStopped) change(id, true);
    }
    for (const [id, portals] of elsewhere) {
      for (const [portalId, it] of portals) {
        if (it.untilMs > at) continue;
        portals.delete(portalId);
        change(id, false);
      }
      if (portals.size === 0) elsewhere.delete(id);
    }
  };
  const looking = setInterval(lapse, LOOK_MS);

  peers.on('chat.people', ({ portalId, conversationId, people }) => {
    const portals = elsewhere.get(conversationId) ?? new Map<string, Elsewhere>();
    const isNew = !portals.has(portalId);
    if (people.length === 0) portals.delete(portalId);
    else portals.set(portalId, { untilMs: nowMs() + HERE_MS, people });
    if (portals.size === 0) elsewhere.delete(conversationId);
    else elsewhere.set(conversationId, portals);
    if (!chats.has(conversationId)) return;
    // It does not know yet who is here.
    if (isNew && people.length > 0) tellPeers(conversationId);
    change(conversationId, false);
  });

  return {
    here(socketId: string, userId: string, conversationId: string, isTyping: boolean): void {
      const chat = chats.get(conversationId) ?? new Map<string, Here>();
      const known = chat.get(socketId);
      if (!known && [...chats.values()].filter((it) => it.has(socketId)).length >= CHATS_PER_SOCKET) return;
      chats.set(conversationId, chat);
      const at = nowMs();
      const wasTyping = known !== undefined && at - known.typedMs < TYPING_MS;
      chat.set(socketId, { userId, seenMs: at, typedMs: isTyping ? at : -Infinity });
      if (!known || wasTyping !== isTyping) change(conversationId, true);
      // What is said again keeps it alive elsewhere.
      else if (!isTyping) tellPeers(conversationId);
    },
    gone: leave,
    goneAll(socketId: string): void {
      for (const id of chats.keys()) leave(socketId, id);
    },
    close(): void {
      clearInterval(looking);
      clearTimeout(timer);
    },
  };
}
export type ChatPeople = ReturnType<typeof createChatPeople>;

const isBetween = (ms: number, fromMs: number, withinMs: number): boolean =>
  ms >= fromMs && ms < fromMs + withinMs;

/** Each person once, typing when they do so in any of their pages. */
function merge(people: readonly Person[]): Person[] {
  const byId = new Map<string, boolean>();
  for (const it of people) byId.set(it.userId, (byId.get(it.userId) ?? false) || it.isTyping);
  return [...byId].map(([userId, isTyping]) => ({ userId, isTyping }));
}
