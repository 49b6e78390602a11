import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownPoints } from './catalogue-machines.ts';
import { checkRates, checkVerdicts, medianError } from './planner-check.ts';
import { GOALS, makePlannerDoc } from './planner-doc.ts';
import { listPublished } from './published-points.ts';

const published = listPublished();
const rates = checkRates(published.points);

describe('the planner against what others published', () => {
  it.each(['decode', 'prefill'] as const)('reaches its goal for %s on points that fitted nothing', (kind) => {
    const heldOut = rates.filter((it) => it.kind === kind && it.point.use === 'held-out');
    expect(heldOut.length).toBeGreaterThanOrEqual(10);
    expect(medianError(heldOut)).toBeLessThanOrEqual(GOALS[kind]);
  });

  it('predicts every rate, each point once', () => {
    const figures = published.points.flatMap((it) => [it.decodePerSecond, it.prefillPerSecond]);
    expect(rates.length).toBe(figures.filter((it) => it !== null).length);
    expect(new Set(published.points.map(({ id }) => id)).size).toBe(published.points.length);
  });

  it.each(
    checkVerdicts(published.verdicts).map((it) => [it.model.title, it.point.machines.length, it] as const),
  )('is right whether %s fits %i Macs', (_title, _count, { point, plan, isRight }) => {
    expect(isRight, `${plan.verdict}: ${plan.reason}, published: ${point.fits}`).toBe(true);
  });

  it('hands on no rate of another engine, another model or a fault', () => {
    const known = knownPoints(published.points);
    expect(known.length).toBeGreaterThan(20);
    expect(known.filter(({ source }) => /llama\.cpp|ds4|ollama:|TensorFold/.test(source))).toEqual([]);
    const tensor = known.filter(({ model, split }) => model === 'gpt-oss-120b' && split === 'tensor');
    expect(tensor.map(({ decodePerSecond }) => decodePerSecond)).toEqual([98]);
  });

  it('is told in docs/planner.md as it is now', () => {
    // Not so? node scripts/planner-doc.mjs makes it anew.
    expect(readFileSync('docs/planner.md', 'utf8')).toBe(makePlannerDoc());
  });
});
