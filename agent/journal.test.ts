import {
  appendFileSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Entry, openJournal, readEntries } from './journal.ts';
import { readJournal } from './testing/read-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-journal-'));
const file = join(folder, 'journal.jsonl');
afterEach(() => rmSync(file, { force: true }));

const lines = (...entries: Entry[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
const intent = { type: 'intent', sessionId: 's1', epoch: 2, rank: 1 } as const;
const spawned = { type: 'spawned', sessionId: 's1', epoch: 2, pid: 77, startTime: '123' } as const;
const answer = {
  type: 'answer',
  sessionId: 's1',
  epoch: 2,
  generationId: 'g1',
  storedSeq: 4,
  completionTokens: 9,
} as const;
const replay = (text: string) => {
  writeFileSync(file, text);
  return readJournal(file);
};

describe('what is still open', () => {
  test('an intent without a spawn is a rank that may run', () => {
    expect(replay(lines(intent)).ranks).toEqual([
      { sessionId: 's1', epoch: 2, rank: 1, pid: null, startTime: null },
    ]);
  });

  test('a spawned rank is open until it ended', () => {
    expect(replay(lines(intent, spawned)).ranks).toMatchObject([{ pid: 77, startTime: '123' }]);
    expect(replay(lines(intent, spawned, { type: 'ended', sessionId: 's1', epoch: 2 })).ranks).toEqual([]);
  });

  test('another epoch of the same session is another rank', () => {
    const text = lines(
      intent,
      spawned,
      { ...intent, epoch: 3 },
      { type: 'ended', sessionId: 's1', epoch: 2 },
    );
    expect(replay(text).ranks).toMatchObject([{ epoch: 3, pid: null }]);
  });

  test('a torn last line is skipped', () => {
    expect(replay(lines(intent) + '{"type":"spawned","sessi').ranks).toHaveLength(1);
  });

  test('keeps the newest position of an open answer', () => {
    const text = lines(answer, { ...answer, storedSeq: 8, completionTokens: 20 });
    expect(replay(text).answers).toMatchObject([{ generationId: 'g1', storedSeq: 8, completionTokens: 20 }]);
    expect(replay(text + lines({ type: 'answer-ended', generationId: 'g1' })).answers).toEqual([]);
  });

  test('knows the newest epoch of each session, whatever came last, and of 200 sessions', () => {
    const text = lines({ type: 'epoch', sessionId: 's1', epoch: 5 }, intent);
    expect(replay(text).epochs).toEqual(new Map([['s1', 5]]));
    const many = Array.from({ length: 300 }, (_, n): Entry => ({
      type: 'epoch',
      sessionId: `n${n}`,
      epoch: 1,
    }));
    const { epochs } = replay(lines(...many));
    expect([...epochs.keys()]).toEqual(many.slice(100).map((it) => 'sessionId' in it && it.sessionId));
  });

  test('nothing, where there is no journal', () => {
    expect(readJournal(join(folder, 'none'))).toEqual({ ranks: [], answers: [], epochs: new Map() });
  });
});

describe('reading', () => {
  test.each([1, 3, 7, 64, 100_000])('in chunks of %i bytes is reading in one', (chunkBytes) => {
    const entries: Entry[] = [intent, { ...spawned, startTime: 'çß✓😀' }, answer];
    writeFileSync(file, lines(...entries));
    const read: Entry[] = [];
    readEntries(file, (entry) => read.push(entry), { chunkBytes });
    expect(read).toEqual(entries);
  });

  test('takes a file longer than any string, with what stands around the rubbish in it', () => {
    writeFileSync(file, lines(intent, spawned));
    const fd = openSync(file, 'r+');
    // A hole: it takes no room on the disk, and reads as 600 MB of NUL.
    ftruncateSync(fd, 600 * 1024 * 1024);
    closeSync(fd);
    appendFileSync(file, `\n${lines(answer)}`);
    const heldBytes = process.memoryUsage().rss;
    const state = readJournal(file);
    expect(state.ranks).toMatchObject([{ pid: 77 }]);
    expect(state.answers).toMatchObject([{ generationId: 'g1' }]);
    expect(process.memoryUsage().rss - heldBytes).toBeLessThan(200 * 1024 * 1024);
    openJournal(file).close();
    expect(statSync(file).size).toBeLessThan(1000);
  });
});

describe('openJournal', () => {
  test('starts anew with only what is open', () => {
    const closed = [1, 2, 3].map((epoch): Entry => ({ type: 'ended', sessionId: `s${epoch}`, epoch }));
    writeFileSync(file, lines(intent, spawned, answer, ...closed));
    openJournal(file).close();
    expect(readFileSync(file, 'utf8')).not.toContain('ended');
    const again = openJournal(file);
    expect(again.before.ranks).toMatchObject([{ pid: 77 }]);
    expect(again.before.answers).toMatchObject([{ generationId: 'g1' }]);
    expect(again.before.epochs.get('s3')).toBe(3);
    again.close();
  });

  test('what is written is there for the next one', () => {
    const journal = openJournal(file);
    journal.write(intent);
    journal.write(spawned);
    // As after a crash: nothing is closed.
    expect(readJournal(file).ranks).toMatchObject([{ pid: 77, startTime: '123' }]);
    journal.close();
  });

  test('that can’t be written keeps a rank from starting, and no answer from going on', () => {
    const journal = openJournal(file);
    journal.close();
    expect(() => journal.write(answer)).not.toThrow();
    expect(() => journal.write(intent)).toThrow(/EBADF/);
  });

  test('stays small while it runs, and what is open stays in it at every moment', () => {
    const maxBytes = 4096;
    const journal = openJournal(file, { maxBytes });
    journal.write(intent);
    journal.write(spawned);
    let largest = 0;
    for (let n = 1; n <= 3000; n++) {
      journal.write({ ...answer, storedSeq: n, completionTokens: n });
      if (n % 10 === 0) journal.write({ type: 'answer-ended', generationId: 'g1' });
      largest = Math.max(largest, statSync(file).size);
      if (n % 97 !== 0) continue;
      const { ranks, answers } = readJournal(file);
      expect(ranks).toMatchObject([{ pid: 77 }]);
      expect(answers.map((it) => it.storedSeq)).toEqual(n % 10 === 0 ? [] : [n]);
    }
    expect(largest).toBeLessThan(maxBytes + 300);
    journal.write({ ...answer, generationId: 'g2' });
    expect(readJournal(file)).toMatchObject({ ranks: [{ pid: 77 }], answers: [{ generationId: 'g2' }] });
    journal.close();
  });

  test('with much open it is not made anew at every line', () => {
    const journal = openJournal(file, { maxBytes: 1000 });
    const inodes = new Set<number>();
    for (let n = 0; n < 400; n++) {
      journal.write({ ...answer, generationId: `g${n}` });
      inodes.add(statSync(file).ino);
    }
    expect(readJournal(file).answers).toHaveLength(400);
    expect(inodes.size).toBeLessThan(12);
    journal.close();
  });
});
