import type { Hint } from '@/shared/protocol/console.ts';

/** The first hint after a quiet moment goes at once; what follows within this time goes together. */
const GATHER_MS = 100;

/** Hints by room, each thing once with its newest revision, at most ten times a second and room. */
export function gatherHints(send: (room: string, hints: Hint[]) => void) {
  const rooms = new Map<string, { waiting: Map<string, Hint>; timer: NodeJS.Timeout }>();
  const flush = (room: string): void => {
    const waiting = rooms.get(room)?.waiting;
    if (!waiting || waiting.size === 0) return void rooms.delete(room);
    rooms.set(room, { waiting: new Map(), timer: setTimeout(flush, GATHER_MS, room) });
    send(room, [...waiting.values()]);
  };
  return {
    add(room: string, hint: Hint): void {
      const gathering = rooms.get(room);
      if (gathering) return void gathering.waiting.set(`${hint.kind} ${hint.id}`, hint);
      rooms.set(room, { waiting: new Map(), timer: setTimeout(flush, GATHER_MS, room) });
      send(room, [hint]);
    },
    close(): void {
      for (const { timer } of rooms.values()) clearTimeout(timer);
      rooms.clear();
    },
  };
}
