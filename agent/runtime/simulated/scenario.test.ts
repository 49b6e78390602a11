import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioIn } from './scenario.ts';

const file = join(mkdtempSync(join(tmpdir(), 'espalier-scenario-')), 'scenario.json');
const read = scenarioIn(file);

test('without a file nothing is played, and a new one counts at once', () => {
  expect(read('answering')).toEqual({ steps: [], problem: null });
  const steps = [
    { when: 'answering', fault: 'power-cut' },
    { when: 'ending', fault: 'hold-memory' },
  ];
  writeFileSync(file, JSON.stringify({ title: 'a night', steps }));
  expect(read('answering').steps).toEqual([{ when: 'answering', afterMs: 0, fault: 'power-cut' }]);
  expect(read('loading').steps).toEqual([]);
});

test('one that can’t be read plays nothing and says what is wrong with it', () => {
  writeFileSync(file, JSON.stringify({ title: 'a night', steps: [{ when: 'answering', fault: 'flood' }] }));
  expect(read('answering')).toMatchObject({
    steps: [],
    problem: expect.stringMatching(/can’t be read.*fault/s),
  });
  writeFileSync(file, '{');
  expect(read('answering').problem).toContain('can’t be read');
});

test('every night of the browser tests can be read', () => {
  const folder = 'e2e/nights';
  const nights = readdirSync(folder);
  expect(nights).toHaveLength(5);
  for (const night of nights) {
    writeFileSync(file, readFileSync(join(folder, night)));
    const played = (['loading', 'answering', 'ending'] as const).flatMap((when) => {
      const { steps, problem } = read(when);
      expect(problem).toBeNull();
      return steps;
    });
    expect(played.length).toBeGreaterThan(0);
  }
});
