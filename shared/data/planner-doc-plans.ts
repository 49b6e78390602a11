import { formatGigabytes } from '../domain/format.ts';
import { planModels, planPurchases, planSets } from '../domain/plan-choices.ts';
import type { Figure, KnownPoint } from '../domain/plan-figures.ts';
import { planModel, type Plan, type PlanSet, type PlanSettings } from '../domain/planner.ts';
import { listOffers, machineOf, ON_SALE_SINCE } from './catalogue-machines.ts';
import { describeMachines, rate, signed, table } from './doc-tables.ts';
import { listMlxModels } from './mlx-models.ts';
import { findQuantised } from './planner-check.ts';
import { listPublished, type PublishedPoint } from './published-points.ts';

type Points = readonly KnownPoint[];
const SETTINGS: PlanSettings = {
  contextTokens: 8192,
  promptTokens: 2048,
  requests: 1,
  cacheBits: 16,
  split: 'best',
  fastSync: false,
};

const set = (name: string, machine: PublishedPoint['machines'][number], count: number): PlanSet => ({
  name,
  machines: Array.from({ length: count }, (_, i) => ({
    ...machineOf(machine),
    name: count === 1 ? name : `Mac ${i + 1}`,
  })),
  link: count === 1 ? 'none' : 'rdma-mesh',
});
const STUDIO = { catalogId: 'studio-m3ultra', memoryGb: 512, gpuCores: 80 };
const MINI = { catalogId: 'mini-m4pro', memoryGb: 64, gpuCores: 20 };
const SETS = [
  set('1 M3 Ultra 512', STUDIO, 1),
  set('2 M3 Ultra 512', STUDIO, 2),
  set('4 M3 Ultra 512', STUDIO, 4),
  set('1 M5 Max 128', { catalogId: 'studio-m5max', memoryGb: 128, gpuCores: 40 }, 1),
  set('1 mini M4 Pro 64', MINI, 1),
  set('2 mini M4 Pro 64', MINI, 2),
];

const MARKS = { measured: '', published: ' publ.', estimated: ' est.' } as const;
const figure = (it: Figure | null): string => (it === null ? '?' : `${rate(it.value)}${MARKS[it.basis]}`);

function cell(plan: Plan): string {
  if (plan.verdict === 'no-split') return 'no split';
  if (plan.verdict === 'no-engine') return 'not loaded';
  if (plan.verdict === 'unknown') return 'unknown';
  const least = Math.min(...plan.ranks.map(({ spareBytes }) => spareBytes));
  if (plan.verdict === 'too-big') return `−${formatGigabytes(-least)}`;
  const isSlower = plan.warnings.some((warning) => warning.startsWith('More Macs'));
  return `${figure(plan.figures.decodePerSecond)}${isSlower ? ' ↓' : ''}`;
}

export function everyModel(points: Points): string {
  const rows = listMlxModels().map((model) => {
    const quantisation = model.quantisations[0]!;
    const plans = planSets(model, quantisation, SETS, SETTINGS, points);
    const cells = SETS.map(({ name }) => cell(plans.find((plan) => plan.set === name)!));
    return [`${model.title} ${quantisation.label}`, ...cells];
  });
  return table(['model', ...SETS.map(({ name }) => name)], rows);
}

export function oneModel(points: Points): string {
  const { model, quantisation } = findQuantised('gpt-oss-120b', 'MXFP4, 8-bit');
  const rows = planSets(model, quantisation, SETS, SETTINGS, points).map((plan) => {
    const { decodePerSecond, prefillPerSecond, firstTokenSeconds, watts, joulesPerToken } = plan.figures;
    const figures = [decodePerSecond, prefillPerSecond, firstTokenSeconds, watts, joulesPerToken];
    return [
      plan.set,
      plan.verdict === 'fits' ? plan.split : plan.verdict,
      ...figures.map((it) => (plan.verdict === 'fits' ? figure(it) : '')),
      [plan.reason, ...plan.warnings, decodePerSecond?.how].filter(Boolean).join(' '),
    ];
  });
  return table(['set', 'split', 'decode', 'prefill', 'first token, s', 'W', 'J/token', 'why'], rows);
}

export function watts(): string {
  const rows = listPublished().points.flatMap((point) => {
    if (point.watts === null) return [];
    const { model, quantisation } = findQuantised(point.model, point.quantisation);
    const one = { name: 'it', machines: point.machines.map(machineOf), link: point.link };
    const estimate = planModel(model, quantisation, one, SETTINGS).figures.watts;
    if (estimate === null) return [];
    const error = signed(estimate.value / point.watts - 1);
    const run = `${model.title} ${point.quantisation}`;
    return [[run, describeMachines(point), rate(point.watts), rate(estimate.value), error, point.source]];
  });
  return table(['model', 'Macs', 'published', 'predicted', 'error', 'source'], rows);
}

export function largest(points: Points): string {
  const rows = SETS.map((one) => {
    const choices = planModels(listMlxModels(), one, SETTINGS, 15, points).slice(0, 3);
    const told = choices.map(
      ({ model, quantisation, plan }) =>
        `${model.title} ${quantisation.label} (${figure(plan.figures.decodePerSecond)})`,
    );
    return [one.name, told.join('; ') || 'none'];
  });
  return table(['set', 'largest models with 15 tok/s or more'], rows);
}

export function purchases(points: Points): string {
  const wanted = [
    ['gpt-oss-120b', 'MXFP4, 8-bit', 40],
    ['llama-3.3-70b-instruct', '8-bit', 8],
    ['deepseek-v3.1', '8-bit', 10],
    ['kimi-k2-thinking', '4-bit', 15],
  ] as const;
  const rows = wanted.map(([id, label, least]) => {
    const { model, quantisation } = findQuantised(id, label);
    const best = planPurchases(
      model,
      quantisation,
      [],
      listOffers(ON_SALE_SINCE),
      SETTINGS,
      least,
      points,
    ).slice(0, 2);
    const told = best.map(
      ({ offer, count, plan }) =>
        `${count} × ${offer.machine.name} (${figure(plan.figures.decodePerSecond)})`,
    );
    return [
      `${model.title} ${label}, ${least} tok/s or more`,
      told.join('; ') || 'nothing in the catalogue up to four Macs',
    ];
  });
  return table(['wish, from nothing', 'fewest Macs, then least memory'], rows);
}
