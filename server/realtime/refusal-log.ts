import type { Logger } from '../logger.ts';

type Level = 'info' | 'warn' | 'error';
type Kind = { who: string; message: string; written: number; more: number };

const WINDOW_MS = 60_000;
/** Of one party, so many lines of one kind a minute; how many more there were is said at its end. */
const MOST_LINES = 10;
/** What is kept apart; more at once share one count. */
const MOST_KINDS = 1000;
const REST = 'everybody else';

/** The log of what went wrong on sockets, in which one loud party fills no disk and hides no other. */
export function createRefusalLog(logger: Pick<Logger, Level>) {
  const kinds = new Map<string, Kind>();
  const flush = (): void => {
    for (const { who, message, more } of kinds.values())
      if (more > 0) logger.warn({ who, more }, `${message}: so many more were not written here`);
    kinds.clear();
  };
  const timer = setInterval(flush, WINDOW_MS);
  timer.unref();
  return {
    note(level: Level, who: string, fields: object, message: string): void {
      const party = kinds.has(keyOf(who, message)) || kinds.size < MOST_KINDS ? who : REST;
      const kind = kinds.get(keyOf(party, message)) ?? { who: party, message, written: 0, more: 0 };
      kinds.set(keyOf(party, message), kind);
      if (kind.written >= MOST_LINES) return void (kind.more += 1);
      kind.written += 1;
      logger[level]({ who, ...fields }, message);
    },
    close(): void {
      clearInterval(timer);
      flush();
    },
  };
}
export type RefusalLog = ReturnType<typeof createRefusalLog>;

const keyOf = (who: string, message: string): string => `${who}\n${message}`;
