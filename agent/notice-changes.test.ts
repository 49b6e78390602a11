import { describe, expect, test } from 'vitest';
import { changesBetween, type Clocks, parseWakeTime } from './notice-changes.ts';

const start: Clocks = { continuousMs: 1000, awakeMs: 1000, wallMs: 1_000_000, addresses: ['en0 10.0.0.7'] };
/** So much later by each clock. */
const later = (
  ms: Partial<Record<'continuousMs' | 'awakeMs' | 'wallMs', number>>,
  addresses = start.addresses,
) => ({
  continuousMs: start.continuousMs + (ms.continuousMs ?? 1000),
  awakeMs: start.awakeMs + (ms.awakeMs ?? ms.continuousMs ?? 1000),
  wallMs: start.wallMs + (ms.wallMs ?? ms.continuousMs ?? 1000),
  addresses,
});

describe('between two looks', () => {
  test.each([
    ['nothing happens', later({}), []],
    ['a busy machine comes late', later({ continuousMs: 9000 }), []],
    ['NTP leads the clock', later({ wallMs: 1500 }), []],
    [
      'it sleeps, as its two clocks say',
      later({ continuousMs: 61_000, awakeMs: 1000 }),
      [{ kind: 'slept', ms: 60_000, sure: true }],
    ],
    [
      'it did not run, where no clock tells why',
      later({ continuousMs: 61_000 }),
      [{ kind: 'slept', ms: 61_000, sure: false }],
    ],
    [
      'its clock is set back',
      later({ wallMs: -3_599_000 }),
      [{ kind: 'clock_jumped', ms: 3_600_000, isBack: true }],
    ],
    ['… and forward', later({ wallMs: 6000 }), [{ kind: 'clock_jumped', ms: 5000, isBack: false }]],
    [
      'it sleeps and wakes with another clock, elsewhere',
      later({ continuousMs: 31_000, awakeMs: 1000, wallMs: 91_000 }, ['en0 192.168.1.4']),
      [
        { kind: 'slept', ms: 30_000, sure: true },
        { kind: 'clock_jumped', ms: 60_000, isBack: false },
        { kind: 'network_changed', gone: ['en0 10.0.0.7'], come: ['en0 192.168.1.4'] },
      ],
    ],
    ['its cable is pulled', later({}, []), [{ kind: 'network_changed', gone: ['en0 10.0.0.7'], come: [] }]],
  ])('%s', (_what, now, found) => {
    expect(changesBetween(start, now)).toEqual(found);
  });
});

test.each([
  ['kern.waketime: { sec = 1763506260, usec = 123456 } Tue Nov 18 23:51:00 2025\n', 1_763_506_260_000],
  ['kern.waketime: { sec = 0, usec = 0 } Thu Jan  1 01:00:00 1970\n', null],
  ['', null],
])('%j: when it woke', (text, ms) => {
  expect(parseWakeTime(text)?.getTime() ?? null).toBe(ms);
});
