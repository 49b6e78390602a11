import { expect, test } from 'vitest';
import { type OtherCauses, ruleOut } from './ruled-out.ts';

const GB = 2 ** 30;
const facts = (part: Partial<OtherCauses> = {}): OtherCauses => ({
  cause: 'gpu_wedged',
  checks: [
    { code: 'ENGINE_VERSIONS', state: 'pass', evidence: 'mlx 0.32.4 on both.' },
    { code: 'OS_BUILDS', state: 'pass', evidence: 'macOS 26.4 on both.' },
    { code: 'LINKS', state: 'pass', evidence: '1 of 1 links passed.' },
  ],
  cables: 1,
  cableChanges: 0,
  readings: ['Anjou', 'Bosc'].map((machine, index) => ({
    machine,
    memoryUsedBytes: (200 + index) * GB,
    memoryTotalBytes: 384 * GB,
    celsius: 60 + index,
  })),
  wellUntilTheEnd: ['Anjou'],
  ...part,
});
const told = (part?: Partial<OtherCauses>) =>
  ruleOut(facts(part)).map((it) => `${it.isSure ? '✓' : '?'} ${it.title}: ${it.detail}`.replace(/\s/g, ' '));

test('what was looked at and was in order is ruled out, what belongs to the cause is left out', () => {
  expect(told()).toEqual([
    '✓ Anjou: Well until the group was ended',
    '✓ Cables: The one between them was up all the time. At the start: 1 of 1 links passed.',
    '✓ Versions: mlx 0.32.4 on both. macOS 26.4 on both.',
    '✓ Temperature: At most 61 °C, on Bosc',
  ]);
  expect(told({ cause: 'stalled' })).toContain('✓ Memory: At most 201 GB of 384 GB, on Bosc');
  expect(told({ cause: 'cable_out' }).join()).not.toContain('Cables');
});

test('nothing is ruled out for want of a reading, nor what was out of order', () => {
  const blind = facts().readings.map((it) => ({ ...it, celsius: null }));
  expect(told({ readings: blind })).toContain('? Temperature: No reading of around that time');
  expect(told({ readings: [facts().readings[0]!, blind[1]!] })).toContain(
    '? Temperature: At most 60 °C, on Anjou; no reading of Bosc',
  );
  const hot = facts().readings.map((it) => ({ ...it, celsius: 104, memoryUsedBytes: 370 * GB }));
  const checks = [{ code: 'OS_BUILDS', state: 'warn', evidence: 'They differ.' }] as const;
  expect(told({ cause: 'stalled', readings: hot, cableChanges: 1, checks, wellUntilTheEnd: [] })).toEqual([]);
  expect(told({ checks: [], cables: 0 }).join()).not.toMatch(/Cables|Links|Versions/);
});
