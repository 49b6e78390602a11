import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { NEW_LINE } from '@/shared/domain/purchase-plan/plan-set.ts';
import { planSays } from './plan-says.ts';
import { SetTable } from './set-table.tsx';
import type { ReplayView, SetView } from './types.ts';
import { WaitBlock } from './wait-block.tsx';

const set = (more: Partial<SetView>): SetView => ({
  title: 'Today',
  asked: null,
  machines: [],
  atOnce: 90,
  waited: 10,
  never: 0,
  waitMs: 36_000_000,
  usualWaitMs: 3_600_000,
  longestWaitMs: 7_200_000,
  askedMs: 0,
  givenMs: 0,
  givenLaterMs: 0,
  neverMs: 0,
  peak: null,
  idleWatts: 20,
  joules: 3_600_000_000,
  isEstimate: false,
  unknownWatts: [],
  electricity: [{ currency: 'EUR', amount: 300 }],
  purchases: [],
  people: [],
  teams: [],
  waits: [],
  newModels: [],
  newModelsInAll: 0,
  ...more,
});
const bought = set({
  title: '+ Mac Studio',
  asked: { lines: [{ ...NEW_LINE, catalogId: 'studio-m5max', memoryGb: 128 }], without: [] },
  waited: 4,
  waitMs: 18_000_000,
  purchases: [
    { name: 'Mac Studio', count: 1, price: null, currency: null, lossAMonth: null, lifespanMonths: 48 },
  ],
});
const replay = (...sets: SetView[]): ReplayView => ({
  refusal: null,
  timeZone: 'UTC',
  from: '2026-09-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  bookings: 100,
  replayed: 150,
  withModel: 0,
  together: 0,
  sets,
  wantedAtOnce: [],
});

it('a set without a price says so and has no cost; every set is called simulated', () => {
  const markup = renderToStaticMarkup(
    <SetTable replay={replay(set({}), bought)} chosen={1} onChoose={() => {}} />,
  );
  expect(markup.match(/Simulated/g)).toHaveLength(2);
  expect(markup).toContain('No price was entered for Mac Studio.');
  expect(markup).toContain('No price was entered. Change the set to enter one.');
  expect(planSays(replay(set({}), bought), 1)[0]!.title).toBe('5.0 h of waiting less');
});

it('with a price it says for how much more a month', () => {
  const priced = { ...bought.purchases[0]!, price: 4800, currency: 'EUR', lossAMonth: 100 };
  const [first] = planSays(
    replay(set({}), { ...bought, purchases: [priced], electricity: [{ currency: 'EUR', amount: 330 }] }),
    1,
  );
  // €100 of its price and about €10 more electricity.
  expect(first!.title).toMatch(/^5\.0 h of waiting less, for ≈ €110\.\d\d more a month$/);
});

it('who never fits today but fits the other set is not told to fit neither', () => {
  const waits = { key: 'dana', name: 'Dana', waited: 0, waitMs: 0 };
  const today = set({ people: [{ ...waits, never: 2 }] });
  const markup = renderToStaticMarkup(<WaitBlock replay={replay(today, bought)} chosen={1} />);
  expect(markup).toContain('2 → 0 never fit');
  expect(renderToStaticMarkup(<WaitBlock replay={replay(today)} chosen={0} />)).toContain('>2 never fit');
});
