import { describe, expect, it } from 'vitest';
import type { GenerationEndFrame } from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { createAnswerViewers } from './answer-viewers.ts';

const delta = (seq: number): GenerationDelta => ({
  seq,
  kind: 'text',
  text: `t${seq} `,
  completionTokens: seq,
  at: new Date(0),
});
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => delta(from + index));

const frame = (lastSeq: number): GenerationEndFrame => ({
  generationId: 'g',
  state: 'completed',
  lastSeq,
  promptTokens: 1,
  completionTokens: lastSeq,
  timeToFirstTokenMs: 20,
  tokensPerSecond: 90,
  energyJoules: null,
  message: null,
});
const listener = (seen: (number | string)[]) => ({
  send: (deltas: GenerationDelta[]) => void seen.push(...deltas.map((it) => it.seq)),
  end: (it: GenerationEndFrame) => void seen.push(it.state),
  fail: () => void seen.push('failed'),
});

/** A log whose reads can be held back, as a slow database would. */
function slowLog(page = 3) {
  const log: GenerationDelta[] = [];
  const waiting: (() => void)[] = [];
  let held = false;
  return {
    log,
    hold: () => (held = true),
    release: () => {
      held = false;
      for (const go of waiting.splice(0)) go();
    },
    read: async (_id: string, afterSeq: number) => {
      const rows = log.filter((it) => it.seq > afterSeq).slice(0, page);
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      return rows;
    },
  };
}

describe('a viewer gets each step once, in order', () => {
  it('when steps arrive between attaching and the log read', async () => {
    const db = slowLog();
    db.log.push(...range(1, 4));
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    db.hold();
    const attached = viewers.attach('g', 'v', 0, listener(seen));
    db.log.push(...range(5, 6));
    await viewers.append('g', range(5, 6));
    db.release();
    await attached;
    await viewers.append('g', [delta(7)]);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('when a step is told twice, out of order, or skipped', async () => {
    const db = slowLog();
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    await viewers.attach('g', 'v', 0, listener(seen));
    db.log.push(...range(1, 8));
    await viewers.append('g', range(1, 2));
    await viewers.append('g', range(1, 2));
    await viewers.append('g', range(6, 7));
    await viewers.append('g', range(3, 5));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('from where it left off, and all of it before the end', async () => {
    const db = slowLog();
    db.log.push(...range(1, 10));
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    await viewers.attach('g', 'v', 7, listener(seen));
    db.log.push(delta(11));
    await viewers.finish(frame(11));
    expect(seen).toEqual([8, 9, 10, 11, 'completed']);
  });

  it('the end after the tail, also when the end comes while the log is still being read', async () => {
    const db = slowLog();
    db.log.push(...range(1, 4));
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    db.hold();
    const attached = viewers.attach('g', 'v', 0, listener(seen));
    db.log.push(...range(5, 9));
    const ended = viewers.finish(frame(9));
    db.release();
    await Promise.all([attached, ended]);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 'completed']);
  });

  it('each end once, from however many sides it comes, and once more with its energy', async () => {
    const db = slowLog();
    db.log.push(...range(1, 2));
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    const late: (number | string)[] = [];
    await viewers.attach('g', 'v', 0, listener(seen));
    await viewers.attach('g', 'late', 0, listener(late));
    viewers.told('g', 'late');
    await Promise.all([viewers.finish(frame(2)), viewers.finish(frame(2))]);
    await viewers.finish(frame(2));
    expect(seen).toEqual([1, 2, 'completed']);
    expect(late).toEqual([1, 2]);
    await viewers.finish({ ...frame(2), energyJoules: 12 });
    expect(seen).toEqual([1, 2, 'completed', 'completed']);
  });

  it('no end that it learned in another way while its tail was read', async () => {
    const db = slowLog();
    db.log.push(...range(1, 2));
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    await viewers.attach('g', 'v', 0, listener(seen));
    db.log.push(...range(3, 4));
    db.hold();
    const ended = viewers.finish(frame(4));
    viewers.told('g', 'v');
    db.release();
    await ended;
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('the end also when its log has been pruned', async () => {
    const db = slowLog();
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    await viewers.attach('g', 'v', 0, listener(seen));
    await viewers.finish(frame(9));
    expect(seen).toEqual(['completed']);
  });

  it('by one read for all of them, when only the height of the log is told', async () => {
    const db = slowLog(100);
    let reads = 0;
    const viewers = createAnswerViewers((id, afterSeq) => ((reads += 1), db.read(id, afterSeq)));
    const all = Array.from({ length: 50 }, () => [] as (number | string)[]);
    for (const [index, seen] of all.entries()) await viewers.attach('g', `v${index}`, 0, listener(seen));
    reads = 0;
    db.log.push(...range(1, 20));
    await Promise.all([viewers.pull('g'), viewers.pull('g')]);
    expect(reads).toBeLessThanOrEqual(4);
    for (const seen of all) expect(seen).toEqual(range(1, 20).map((it) => it.seq));
    expect(viewers.isBehind('g', 20)).toBe(false);
    expect(viewers.isBehind('g', 21)).toBe(true);
    expect(viewers.awaitsEnd('g')).toBe(true);
  });

  it('no end without its tail when the log can’t be read: it is told to come again', async () => {
    let isAway = false;
    const viewers = createAnswerViewers(async () => {
      if (isAway) throw new Error('away');
      return [];
    });
    const seen: (number | string)[] = [];
    await viewers.attach('g', 'v', 0, listener(seen));
    isAway = true;
    await viewers.finish(frame(3));
    expect(seen).toEqual(['failed']);
  });

  it('nothing after it has left', async () => {
    const db = slowLog();
    const viewers = createAnswerViewers(db.read);
    const seen: (number | string)[] = [];
    await viewers.attach('g', 'v', 0, listener(seen));
    viewers.detachAll('v');
    await viewers.append('g', [delta(1)]);
    expect(seen).toEqual([]);
  });
});
