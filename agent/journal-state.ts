import { setNewest } from '@/shared/domain/newest.ts';

export type RankRecord = {
  sessionId: string;
  epoch: number;
  rank: number;
  /** Null between intent and spawn. */
  pid: number | null;
  startTime: string | null;
  /** Of one that was handed over: what its processes carry as their mark. */
  startedAs?: RankPlace;
};
export type RankPlace = { sessionId: string; epoch: number; rank: number };
export type AnswerRecord = {
  sessionId: string;
  epoch: number;
  generationId: string;
  /** What the portal is known to have, and the count of what had been read by then. */
  storedSeq: number;
  completionTokens: number;
};
export type Entry =
  | ({ type: 'intent'; startedAs?: RankPlace } & RankPlace)
  | { type: 'spawned'; sessionId: string; epoch: number; pid: number; startTime: string | null }
  | { type: 'ended'; sessionId: string; epoch: number }
  | ({ type: 'answer' } & AnswerRecord)
  | { type: 'answer-ended'; generationId: string }
  | { type: 'epoch'; sessionId: string; epoch: number };

export type JournalState = {
  ranks: RankRecord[];
  answers: AnswerRecord[];
  /** Newest epoch seen of each session, oldest session first. */
  epochs: Map<string, number>;
};

/** Sessions a machine remembers; far more than it can hold. */
export const KEPT_EPOCHS = 200;

/** What a journal's entries say is still open, kept as they come. */
export function createOpenState() {
  const ranks = new Map<string, RankRecord>();
  const answers = new Map<string, AnswerRecord>();
  const epochs = new Map<string, number>();
  return {
    apply(entry: Entry): void {
      if ('sessionId' in entry) {
        const { sessionId, epoch } = entry;
        const known = epochs.get(sessionId) ?? 0;
        if (epoch > known) setNewest(epochs, sessionId, epoch, KEPT_EPOCHS);
      }
      switch (entry.type) {
        case 'intent': {
          const { type: _type, ...record } = entry;
          ranks.set(keyOf(entry), { ...record, pid: null, startTime: null });
          break;
        }
        case 'spawned': {
          const open = ranks.get(keyOf(entry));
          if (open) ranks.set(keyOf(entry), { ...open, pid: entry.pid, startTime: entry.startTime });
          break;
        }
        case 'ended':
          ranks.delete(keyOf(entry));
          break;
        case 'answer': {
          const { type: _type, ...record } = entry;
          answers.set(entry.generationId, record);
          break;
        }
        case 'answer-ended':
          answers.delete(entry.generationId);
          break;
        case 'epoch':
          break;
      }
    },
    snapshot: (): JournalState => ({
      ranks: [...ranks.values()],
      answers: [...answers.values()],
      epochs: new Map(epochs),
    }),
  };
}

const keyOf = (it: { sessionId: string; epoch: number }): string => `${it.sessionId}\n${it.epoch}`;

/** The shortest journal that says the same. */
export function linesOf(state: JournalState): string {
  const entries: Entry[] = [...state.epochs].map(([sessionId, epoch]) => ({
    type: 'epoch',
    sessionId,
    epoch,
  }));
  for (const { pid, startTime, ...place } of state.ranks) {
    const { sessionId, epoch } = place;
    entries.push({ type: 'intent', ...place });
    if (pid !== null) entries.push({ type: 'spawned', sessionId, epoch, pid, startTime });
  }
  for (const answer of state.answers) entries.push({ type: 'answer', ...answer });
  return entries.map(toLine).join('');
}

export const toLine = (entry: Entry): string => `${JSON.stringify(entry)}\n`;

/** Null for a torn line (power loss in the middle of a write). */
export function parseLine(line: string): Entry | null {
  if (line === '') return null;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}
