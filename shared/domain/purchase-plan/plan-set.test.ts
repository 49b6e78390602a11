import { expect, test } from 'vitest';
import { NEW_LINE, parseSet, printSet } from './plan-set.ts';

test('a set comes back from its address as it was, and what makes no sense is left out', () => {
  const set = {
    lines: [
      {
        ...NEW_LINE,
        catalogId: 'studio-m5max',
        memoryGb: 128,
        count: 2,
        isCabled: true,
        price: 4200.5,
        currency: 'EUR',
        residualPrice: 500,
        idleWatts: 8,
        maxWatts: 150,
      },
      { ...NEW_LINE, catalogId: 'mini-m4pro', memoryGb: 64 },
    ],
    without: ['019aa0de-0000-7000-8000-000000000000'],
  };
  expect(parseSet(printSet(set))).toEqual(set);
  expect(printSet(set)).toContain('2*studio-m5max-128:c:4200.5EUR48r500:8-150W,1*mini-m4pro-64');
  expect(parseSet('none')).toBeNull();
  expect(parseSet('x*y,1*mini-m4pro-64:nonsense')).toEqual({ lines: [set.lines[1]], without: [] });
});
