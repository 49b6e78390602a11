import { expect, test } from 'vitest';
import { createPulse } from './pulse.ts';

/** A page that looks each half second, at a portal that answers what it is asked while `answers`. */
function page() {
  const it = { nowMs: 0, answers: true, asked: 0, told: [] as string[] };
  const pulse = createPulse(
    {
      ask: () => {
        it.asked += 1;
        if (it.answers) pulse.heard();
      },
      onLost: () => it.told.push(`lost at ${it.nowMs}`),
      onDead: () => it.told.push(`dead at ${it.nowMs}`),
    },
    { nowMs: () => it.nowMs },
  );
  const run = (ms: number, each: () => void = () => undefined): void => {
    for (const until = it.nowMs + ms; it.nowMs < until;) {
      it.nowMs += 500;
      each();
      pulse.look();
    }
  };
  return Object.assign(it, { pulse, run });
}

test('a quiet portal is asked, and while it answers nothing is lost', () => {
  const it = page();
  it.run(60_000);
  expect(it.told).toEqual([]);
  expect(it.asked).toBeGreaterThan(20);
});

test('one that speaks each second is never asked', () => {
  const it = page();
  it.run(60_000, () => it.nowMs % 1000 === 0 && it.pulse.heard());
  expect(it.asked).toBe(0);
});

test('silence is noticed within five seconds, once, and a connection that stays silent is given up', () => {
  const it = page();
  it.run(1000, () => it.pulse.heard());
  it.answers = false;
  const cutMs = it.nowMs;
  it.run(11_500);
  const [lost, dead] = it.told.map((word) => Number(word.split(' ').at(-1)) - cutMs);
  expect(it.told).toEqual([expect.stringMatching(/^lost/), expect.stringMatching(/^dead/)]);
  expect(lost).toBeLessThanOrEqual(5000);
  expect(dead).toBeGreaterThan(10_000);
});

test('a word in time keeps it, and the next silence is told again', () => {
  const it = page();
  it.answers = false;
  it.run(3500);
  it.pulse.heard();
  it.run(1000);
  expect(it.told).toEqual([]);
  it.run(4000);
  it.pulse.heard();
  it.run(5000);
  expect(it.told.map((word) => word.split(' ')[0])).toEqual(['lost', 'lost']);
});

test('a request without an answer has it asked at once', () => {
  const it = page();
  it.pulse.heard();
  it.answers = false;
  it.pulse.doubt();
  it.run(2500);
  expect(it.told).toEqual(['lost at 2500']);
});

test('a page that was held up itself judges nobody by it', () => {
  const it = page();
  it.answers = false;
  it.run(2000);
  expect(it.asked).toBe(1);
  it.nowMs += 3_600_000;
  it.pulse.look();
  expect(it.told).toEqual([]);
  it.answers = true;
  it.pulse.heard();
  it.run(10_000);
  expect(it.told).toEqual([]);
});
