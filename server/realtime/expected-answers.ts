import { setNewest } from '@/shared/domain/newest.ts';

type Expected = { socketId: string; userId: string; untilMs: number; begin(): void };

/** A question that is posted at all is posted at once. */
const FOR_MS = 30_000;
const MOST = 2000;
const MOST_A_SOCKET = 8;

/**
 * Browsers that are about to ask: their answer is shown to them from the moment it exists, so that no subscription
 * stands between the first word and its reader. Only the asker's own; an id alone opens nothing.
 */
export function createExpectedAnswers(nowMs: () => number) {
  const expected = new Map<string, Expected>();
  const forget = (generationId: string, socketId: string): void => {
    if (expected.get(generationId)?.socketId === socketId) expected.delete(generationId);
  };
  return {
    forget,
    expect(generationId: string, it: Omit<Expected, 'untilMs'>): void {
      // Somebody else's expectation of the same id stays theirs.
      const known = expected.get(generationId);
      if (known && known.userId !== it.userId && known.untilMs > nowMs()) return;
      const own = [...expected].filter(([, other]) => other.socketId === it.socketId);
      if (own.length >= MOST_A_SOCKET) expected.delete(own[0]![0]);
      setNewest(expected, generationId, { ...it, untilMs: nowMs() + FOR_MS }, MOST);
    },
    /** The question is stored. */
    asked(it: { generationId: string; userId: string }): void {
      const found = expected.get(it.generationId);
      if (!found || found.userId !== it.userId) return;
      expected.delete(it.generationId);
      if (found.untilMs > nowMs()) found.begin();
    },
    forgetAll(socketId: string): void {
      for (const [id, it] of expected) if (it.socketId === socketId) expected.delete(id);
    },
  };
}
export type ExpectedAnswers = ReturnType<typeof createExpectedAnswers>;
