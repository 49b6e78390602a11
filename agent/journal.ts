import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.ts';

/*
 * What this agent has started, written down before it happens, so that whoever starts next can end what is left.
 * One JSON object a line; a torn last line (power loss) is skipped. Lines that decide over processes are synced to
 * disk; the running position of an answer is not, it only has to survive a crash of the program.
 */
export type RankRecord = {
  sessionId: string;
  epoch: number;
  rank: number;
  /** Null between intent and spawn. */
  pid: number | null;
  startTime: string | null;
};
export type AnswerRecord = {
  sessionId: string;
  epoch: number;
  generationId: string;
  /** What the portal is known to have, and the count that went out with what may have reached it. */
  storedSeq: number;
  completionTokens: number;
};
export type Entry =
  | { type: 'intent'; sessionId: string; epoch: number; rank: number }
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

const KEPT_EPOCHS = 200;

/** What the lines say is still open. Pure. */
export function replay(text: string): JournalState {
  const ranks = new Map<string, RankRecord>();
  const answers = new Map<string, AnswerRecord>();
  const epochs = new Map<string, number>();
  for (const line of text.split('\n')) {
    const entry = parse(line);
    if (entry === null) continue;
    if ('sessionId' in entry)
      epochs.set(entry.sessionId, Math.max(entry.epoch, epochs.get(entry.sessionId) ?? 0));
    switch (entry.type) {
      case 'intent': {
        const { sessionId, epoch, rank } = entry;
        ranks.set(keyOf(entry), { sessionId, epoch, rank, pid: null, startTime: null });
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
  }
  return {
    ranks: [...ranks.values()],
    answers: [...answers.values()],
    epochs: new Map([...epochs].slice(-KEPT_EPOCHS)),
  };
}

const keyOf = (it: { sessionId: string; epoch: number }): string => `${it.sessionId}\n${it.epoch}`;

function parse(line: string): Entry | null {
  if (line === '') return null;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

export type Journal = {
  /** What was open when this agent started. */
  before: JournalState;
  write(entry: Entry): void;
  close(): void;
};

/** Opens the journal, gives what was open, and starts it anew with only that. */
export function openJournal(file: string): Journal {
  const before = existsSync(file) ? replay(readFileSync(file, 'utf8')) : replay('');
  writeFileAtomically(file, linesOf(before));
  const fd = openSync(file, 'a', 0o600);
  return {
    before,
    write(entry) {
      const line = `${JSON.stringify(entry)}\n`;
      if (entry.type === 'answer') {
        appendFileSync(fd, line);
        return;
      }
      writeSync(fd, line);
      fsyncSync(fd);
    },
    close: () => closeSync(fd),
  };
}

function linesOf(state: JournalState): string {
  const entries: Entry[] = [...state.epochs].map(([sessionId, epoch]) => ({
    type: 'epoch',
    sessionId,
    epoch,
  }));
  for (const { sessionId, epoch, rank, pid, startTime } of state.ranks) {
    entries.push({ type: 'intent', sessionId, epoch, rank });
    if (pid !== null) entries.push({ type: 'spawned', sessionId, epoch, pid, startTime });
  }
  for (const answer of state.answers) entries.push({ type: 'answer', ...answer });
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
