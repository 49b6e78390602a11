import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Entry, openJournal, replay } from './journal.ts';

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

describe('replay', () => {
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

  test('knows the newest epoch of each session, whatever came last', () => {
    const text = lines({ type: 'epoch', sessionId: 's1', epoch: 5 }, intent);
    expect(replay(text).epochs).toEqual(new Map([['s1', 5]]));
  });
});

describe('openJournal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-journal-'));
  const file = join(folder, 'journal.jsonl');
  afterEach(() => rmSync(file, { force: true }));

  test('starts anew with only what is open', () => {
    const closed = [1, 2, 3].map((epoch): Entry => ({ type: 'ended', sessionId: `s${epoch}`, epoch }));
    writeFileSync(file, lines(intent, spawned, answer, ...closed));
    openJournal(file).close();
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('ended')),
    ).toEqual([]);
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
    expect(replay(readFileSync(file, 'utf8')).ranks).toMatchObject([{ pid: 77, startTime: '123' }]);
    journal.close();
  });
});
