import { describe, expect, test } from 'vitest';
import { decideWarm, type NextBlock, type WarmGroup, type WarmMachine, whyNotTaken } from './keep-warm.ts';

const END = new Date('2026-11-24T18:00:00Z');
const minute = (minutes: number) => new Date(END.getTime() + minutes * 60_000);
const mac = (id: string, more: Partial<WarmMachine> = {}): WarmMachine => ({
  id,
  name: id.toUpperCase(),
  withheld: null,
  sleepsAfterMinutes: null,
  next: null,
  ...more,
});
const decide = (machines: WarmMachine[], keepMinutes = 20, now = END) =>
  decideWarm({ modelId: 'm', endedAt: END, keepMinutes, machines }, now);
const booking = (from: number, more: Partial<NextBlock> = {}): NextBlock => ({
  kind: 'booking',
  startsAt: minute(from),
  machineIds: ['a', 'b'],
  startModelId: null,
  ...more,
});

describe('a model is kept', () => {
  test('for as long as the rule says, and no longer than one of its machines would stay awake', () => {
    expect(decide([mac('a'), mac('b')])).toEqual({ keep: true, until: minute(20) });
    expect(decide([mac('a'), mac('b', { sleepsAfterMinutes: 5 })])).toEqual({ keep: true, until: minute(5) });
    expect(decide([mac('a')], 0)).toMatchObject({ keep: false });
    expect(decide([mac('a')], 20, minute(20))).toMatchObject({
      keep: false,
      why: 'Nobody took it over in time.',
    });
  });

  test('until what can not go on with it begins, and through a booking of the same set', () => {
    const both = (next: NextBlock) => [mac('a', { next }), mac('b', { next })];
    expect(decide(both(booking(10)))).toEqual({ keep: true, until: minute(20) });
    expect(decide(both(booking(10)), 20, minute(12))).toEqual({ keep: true, until: minute(20) });
    expect(decide(both(booking(10, { startModelId: 'm' })))).toEqual({ keep: true, until: minute(20) });
    for (const next of [
      booking(10, { startModelId: 'other' }),
      booking(10, { machineIds: ['a'] }),
      booking(10, { machineIds: ['a', 'b', 'c'] }),
      booking(10, { kind: 'maintenance', machineIds: [] }),
      booking(10, { kind: 'hold', machineIds: [] }),
    ]) {
      expect(decide(both(next))).toEqual({ keep: true, until: minute(10) });
      expect(decide(both(next), 20, minute(10))).toMatchObject({ keep: false });
    }
  });

  test('on no machine that takes no session', () => {
    expect(decide([mac('a', { withheld: 'cordoned by Aiko (fan)' })])).toEqual({
      keep: false,
      why: 'A takes no session: cordoned by Aiko (fan).',
    });
  });
});

test('it is taken over by what would load the very same, in whatever order its machines are named', () => {
  const warm: WarmGroup & { hasProof: boolean } = {
    hasProof: true,
    modelId: 'm',
    modelFingerprint: 'f',
    backend: 'ring',
    parallelism: 'tensor',
    engineSettings: '{}',
    mlx: '0.32',
    provesAnswers: true,
    machineIds: ['a', 'b'],
  };
  expect(whyNotTaken({ ...warm, machineIds: ['b', 'a'], provesAnswers: false }, warm)).toBeNull();
  for (const other of [
    { modelId: 'x' },
    { modelFingerprint: 'x' },
    { backend: 'jaccl' },
    { parallelism: 'pipeline' },
    { engineSettings: '{"kvBits":8}' },
    { mlx: '0.33' },
    { machineIds: ['a'] },
  ])
    expect(whyNotTaken({ ...warm, ...other }, warm)).not.toBeNull();
  expect(whyNotTaken(warm, { ...warm, hasProof: false })).toBe('answers that were proved');
  // One that took its ranks over was not asked itself, and is handed on all the same.
  expect(whyNotTaken(warm, { ...warm, provesAnswers: false })).toBeNull();
});
