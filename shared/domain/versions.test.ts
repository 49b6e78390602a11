import { describe, expect, it } from 'vitest';
import { compareVersions } from './versions.ts';

describe('compareVersions', () => {
  it('sorts as numbers, not as text', () => {
    const sorted = ['9', '26.2', '26.2.1', '26.3', '26.10', '27.0'];
    expect(sorted.toReversed().toSorted((a, b) => compareVersions(a, b) ?? 0)).toEqual(sorted);
  });

  it.each([
    ['26.2', '26.10', -1],
    ['27.0', '26.10', 1],
    ['27', '27.0.0', 0],
    ['v0.32.2', '0.32.2.dev20261101', 0],
    ['26.2 (a)', '26.2', 0],
    ['0.9.1', '0.30.0', -1],
  ])('%s against %s is %i', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(sign);
    expect(Math.sign(compareVersions(b, a) ?? Number.NaN) + sign).toBe(0);
  });

  it.each([
    [null, '26.2'],
    ['26.2', null],
    ['', '26.2'],
    ['Tahoe', '26.2'],
  ])('%j against %j is unknown', (a, b) => {
    expect(compareVersions(a, b)).toBeNull();
  });
});
