import { expect, it } from 'vitest';
import { createLogReader } from './log-reader.ts';
import type { LogLineView } from './merge-lines.ts';

const line = (rank: number, seq: number): LogLineView => ({
  rank,
  seq,
  at: new Date(seq * 1000 + rank).toISOString(),
  stream: 'stdout',
  text: `${rank}.${seq}`,
});

/** A log that grows by hand, and reads that end when told. */
function play() {
  const stored: LogLineView[] = [line(0, 1), line(1, 1)];
  const asked: [number, number][] = [];
  const shown: string[][] = [];
  const errors: unknown[] = [];
  let open: (() => void)[] = [];
  let fail = false;
  const reader = createLogReader(
    [0, 1],
    (rank, afterSeq) => {
      asked.push([rank, afterSeq]);
      return new Promise((resolve, reject) => {
        open.push(() => {
          if (fail) reject(new Error('no portal'));
          else resolve(stored.filter((it) => it.rank === rank && it.seq > afterSeq));
        });
      });
    },
    (lines, error) => {
      shown.push(lines.map((it) => it.text));
      errors.push(error);
    },
  );
  const answer = async (): Promise<void> => {
    const due = open;
    open = [];
    for (const end of due) end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { stored, asked, shown, errors, reader, answer, setFailing: (it: boolean) => (fail = it) };
}

it('reads on from the last line of each rank, once for all that was asked meanwhile', async () => {
  const log = play();
  log.reader.pull();
  log.stored.push(line(1, 2));
  for (let times = 0; times < 10; times++) log.reader.pull();
  await log.answer();
  await log.answer();
  expect(log.asked).toEqual([[0, 0], [1, 0], [0, 1], [1, 2]]);
  expect(log.shown.at(-1)).toEqual(['0.1', '1.1', '1.2']);
});

it('tells a failed read, keeps the lines, and goes on', async () => {
  const log = play();
  log.reader.pull();
  await log.answer();
  log.setFailing(true);
  log.reader.pull();
  await log.answer();
  expect([log.shown.at(-1), String(log.errors.at(-1))]).toEqual([['0.1', '1.1'], 'Error: no portal']);
  log.setFailing(false);
  log.stored.push(line(0, 2));
  log.reader.pull();
  await log.answer();
  expect([log.shown.at(-1), log.errors.at(-1)]).toEqual([['0.1', '1.1', '0.2'], null]);
});

it('shows nothing after it was stopped', async () => {
  const log = play();
  log.reader.pull();
  log.reader.stop();
  await log.answer();
  expect(log.shown).toEqual([]);
});
