import type { GenerationDelta, GenerationState } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import type { Bus } from '../../events/bus.ts';
import type { AnsweringRank } from '../../events/event-map.ts';
import { isOpen } from './internal.ts';
import { isWholePage, readDeltasSince } from './read-deltas.ts';

export type AnswerEnd = {
  state: GenerationState;
  lastSeq: number;
  promptTokens: number | null;
  cachedTokens: number | null;
  completionTokens: number;
  errorMessage: string | null;
};
export type AnswerPart = { steps: GenerationDelta[] } | { end: AnswerEnd };

/** More than this is not kept for a slow reader: it is in the log. */
const MOST_HELD = 500;
/** What was not heard of, from another portal or over a broken line, is looked for this often. */
const LOOK_MS = 2000;

/**
 * An answer from its first step to its end, each step once and in order. It listens from the call on, which comes before
 * the answer is asked for: nothing falls between, and the log is read only for what was not heard. Held is little, however
 * slowly it is read. Whoever has read its parts is done; whoever never begins has to `close`, for what never began has no
 * end either. Its first words are told as soon as `rank` has sent them, all others once they are stored.
 */
export function followAnswer(ctx: ServiceContext, generationId: string, rank: AnsweringRank): FollowedAnswer {
  const heard: Heard = { rank, hasBegun: false, steps: [], isBehind: false, isOver: false, wake: () => {} };
  const close = listen(ctx.bus, generationId, heard);
  async function* parts() {
    try {
      yield* readParts(ctx, generationId, heard);
    } finally {
      close();
    }
  }
  return { parts: parts(), close };
}
export type FollowedAnswer = { parts: AsyncGenerator<AnswerPart>; close: () => void };

type Heard = {
  rank: AnsweringRank;
  hasBegun: boolean;
  steps: GenerationDelta[];
  isBehind: boolean;
  isOver: boolean;
  wake: () => void;
};

async function* readParts(
  ctx: ServiceContext,
  generationId: string,
  heard: Heard,
): AsyncGenerator<AnswerPart> {
  let lastSeq = 0;
  for (;;) {
    const fresh = heard.steps.splice(0).filter((it) => it.seq > lastSeq);
    heard.isBehind ||= fresh.some((it, index) => it.seq !== lastSeq + 1 + index);
    let steps = fresh;
    if (heard.isBehind) {
      heard.isBehind = false;
      steps = await readDeltasSince(ctx, { generationId, afterSeq: lastSeq });
      heard.isBehind ||= isWholePage(steps);
    }
    if (steps.length > 0) {
      lastSeq = steps.at(-1)!.seq;
      yield { steps };
      continue;
    }
    if (heard.isOver) {
      const end = await readEnd(ctx, generationId);
      if (end === undefined) return yield { end: { ...GONE, lastSeq } };
      if (end && lastSeq >= end.lastSeq) return yield { end };
      heard.isOver = false;
      heard.isBehind = true;
    }
    if (!heard.isBehind && heard.steps.length === 0) await hearMore(heard);
  }
}

/** Resolves at the next word, or when it is time to look whether one was missed. */
async function hearMore(heard: Heard): Promise<void> {
  if (heard.isOver) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  heard.wake = resolve;
  const timer = setTimeout(() => {
    heard.isBehind = true;
    heard.isOver = true;
    resolve();
  }, LOOK_MS);
  await promise;
  clearTimeout(timer);
}

const READ_END: Statement = {
  name: 'generations.read-end',
  text: `
    SELECT state::text, "lastSeq", "promptTokens", "cachedTokens", "completionTokens", "errorMessage"
    FROM "Generation" WHERE id = $1`,
};

/** Null while it is open, undefined where there is none: Postgres was lost before it had it for good. */
async function readEnd(ctx: ServiceContext, generationId: string): Promise<AnswerEnd | null | undefined> {
  const [row] = await hotClient(ctx.db).query<AnswerEnd>(READ_END, [generationId]);
  return row && isOpen(row.state) ? null : row;
}

const GONE: Omit<AnswerEnd, 'lastSeq'> = {
  state: 'error',
  promptTokens: null,
  cachedTokens: null,
  completionTokens: 0,
  errorMessage: 'Nothing is known of this question any more: the database was lost as it came in. Ask again.',
};

type Listeners = Map<string, Set<Heard>>;
const listenersOf = new WeakMap<Bus, Listeners>();

/** One ear on the bus for all, so that a word of one answer is not offered to the followers of every other. */
function listen(bus: Bus, generationId: string, heard: Heard): () => void {
  const all = listenersOf.get(bus) ?? openEar(bus);
  const own = all.get(generationId) ?? new Set();
  all.set(generationId, own.add(heard));
  bus.emit('generation.followed', { generationId, isOver: false });
  return () => {
    if (!own.delete(heard) || own.size > 0) return;
    all.delete(generationId);
    bus.emit('generation.followed', { generationId, isOver: true });
  };
}

const isSameRank = (a: AnsweringRank, b: AnsweringRank): boolean =>
  a.machineId === b.machineId && a.sessionId === b.sessionId && a.epoch === b.epoch;

function openEar(bus: Bus): Listeners {
  const all: Listeners = new Map();
  listenersOf.set(bus, all);
  bus.on('generation.begun', ({ generationId, deltas, ...rank }) => {
    for (const heard of all.get(generationId) ?? []) {
      // Once: sent again, they were not stored. And not what another start of the session says, which never is.
      if (heard.hasBegun || !isSameRank(heard.rank, rank)) continue;
      heard.hasBegun = true;
      heard.steps.push(...deltas);
      heard.wake();
    }
  });
  bus.on('generation.appended', ({ generationId, deltas }) => {
    for (const heard of all.get(generationId) ?? []) {
      if (heard.steps.length + deltas.length > MOST_HELD) {
        heard.steps.length = 0;
        heard.isBehind = true;
      } else heard.steps.push(...deltas);
      heard.wake();
    }
  });
  bus.on('generation.moved', ({ generationId }) => {
    for (const heard of all.get(generationId) ?? []) {
      heard.isBehind = true;
      heard.isOver = true;
      heard.wake();
    }
  });
  bus.on('generation.ended', ({ generationId }) => {
    for (const heard of all.get(generationId) ?? []) {
      heard.isOver = true;
      heard.wake();
    }
  });
  return all;
}
