import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import { formatCount } from './format.ts';
import { decodeTimeOf, prefillRateOf, type DecodeTime, type RateAsk, type RateMachine } from './rates.ts';

/** A number and where it comes from; `how` is for people. */
export type Figure = { value: number; basis: 'measured' | 'published' | 'estimated'; how: string };

/** A rate somebody saw: here, or elsewhere and published. */
export type KnownPoint = {
  basis: 'measured' | 'published';
  /** `exo, December 2025`, or the session. */
  source: string;
  model: string;
  quantisation: string;
  machines: readonly { chip: string | null; gpuCores: number | null }[];
  split: RateAsk['split'];
  link: RateAsk['link'];
  fastSync: boolean;
  contextTokens: number;
  requests: number;
  decodePerSecond: number | null;
  prefillPerSecond: number | null;
  watts: number | null;
};

type PowerMachine = RateMachine & { idleWatts: number | null; maxWatts: number | null };
export type FigureAsk = RateAsk & {
  /** Of the prompt that the first token waits for. */
  promptTokens: number;
};

/** A point this near in context is taken as it is; farther ones move the estimate by what they found. */
const SAME_CONTEXT = 1.25;
/** Of the way from idle to Apple's maximum: M3 Ultra 223 to 262 W of 270 on language models (Geerling). */
const LOAD_SHARE = 0.85;
/** The server looks for requests this often when idle. */
const POLL_SECONDS = 0.1;

const chipKey = (machines: readonly { chip: string | null }[]): string =>
  machines
    .map(({ chip }) => chip ?? '?')
    .toSorted()
    .join('+');

/** Cores decide between bins of one chip; where one side does not tell them they are taken as equal. */
function sameCores(point: KnownPoint, machines: readonly RateMachine[]): boolean {
  const told = point.machines.every(({ gpuCores }) => gpuCores !== null);
  if (!told || machines.some(({ gpuCores }) => gpuCores === null)) return true;
  const sum = (all: readonly { gpuCores: number | null }[]): number =>
    all.reduce((total, { gpuCores }) => total + (gpuCores ?? 0), 0);
  return sum(point.machines) === sum(machines);
}

const distance = (a: number, b: number): number => Math.abs(Math.log(a / b));

/** The point of this very run that is nearest in context; a measurement beats a publication. */
function nearestPoint(
  points: readonly KnownPoint[],
  model: MlxModel,
  quantisation: Quantisation,
  machines: readonly RateMachine[],
  ask: FigureAsk,
  read: (point: KnownPoint) => number | null,
): KnownPoint | null {
  const isGroup = machines.length > 1;
  const fitting = points.filter(
    (point) =>
      read(point) !== null &&
      point.model === model.id &&
      point.quantisation === quantisation.label &&
      point.requests === ask.requests &&
      (!isGroup ||
        (point.split === ask.split && point.link === ask.link && point.fastSync === ask.fastSync)) &&
      chipKey(point.machines) === chipKey(machines) &&
      sameCores(point, machines),
  );
  const order = (point: KnownPoint): number => (point.basis === 'measured' ? 0 : 1);
  return (
    fitting.toSorted(
      (a, b) =>
        order(a) - order(b) ||
        distance(a.contextTokens, ask.contextTokens) - distance(b.contextTokens, ask.contextTokens),
    )[0] ?? null
  );
}

/** An estimate, held to the nearest point: as found where contexts are alike, moved by what was found else. */
function holdTo(
  point: KnownPoint | null,
  found: number | null,
  contextTokens: number,
  estimate: (contextTokens: number) => number | null,
  how: string,
): Figure | null {
  const now = estimate(contextTokens);
  if (point === null || found === null) return now === null ? null : { value: now, basis: 'estimated', how };
  if (distance(point.contextTokens, contextTokens) <= Math.log(SAME_CONTEXT)) {
    return { value: found, basis: point.basis, how: point.source };
  }
  const then = estimate(point.contextTokens);
  if (now === null || then === null) return { value: found, basis: point.basis, how: point.source };
  return {
    value: (found * now) / then,
    basis: point.basis,
    how: `${point.source}, at ${formatCount(point.contextTokens)} tokens; from there by the estimate`,
  };
}

const ms = (seconds: number): string => `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;

function explainDecode(time: DecodeTime): string {
  const parts = [
    `weights ${ms(time.readSeconds)}`,
    `cache ${ms(time.cacheSeconds)}`,
    `starting layers ${ms(time.layerSeconds)}`,
  ];
  if (time.waitSeconds > 0) parts.push(`waiting for each other ${ms(time.waitSeconds)}`);
  return `a step takes ${ms(time.seconds)}: ${parts.join(', ')}`;
}

function wattsOf(machines: readonly PowerMachine[], ask: FigureAsk, time: DecodeTime | null): Figure | null {
  let watts = 0;
  const busy =
    time === null ? 1 : ask.split === 'pipeline' ? 1 / machines.length : 1 - time.waitSeconds / time.seconds;
  for (const { idleWatts, maxWatts } of machines) {
    if (idleWatts === null || maxWatts === null) return null;
    watts += idleWatts + LOAD_SHARE * busy * (maxWatts - idleWatts);
  }
  return {
    value: watts,
    basis: 'estimated',
    how: 'Apple’s idle and maximum at the wall, 85 % of the way while a Mac works',
  };
}

/** All figures of a plan that fits. A figure is null where something it needs is not known. */
export function planFigures(
  model: MlxModel,
  quantisation: Quantisation,
  machines: readonly PowerMachine[],
  ask: FigureAsk,
  points: readonly KnownPoint[],
) {
  const nearest = (read: (point: KnownPoint) => number | null): KnownPoint | null =>
    nearestPoint(points, model, quantisation, machines, ask, read);
  const timeAt = (contextTokens: number): DecodeTime | null =>
    decodeTimeOf(model, quantisation, machines, { ...ask, contextTokens });
  const time = timeAt(ask.contextTokens);
  const decodePoint = nearest((point) => point.decodePerSecond);
  const decodePerSecond = holdTo(
    decodePoint,
    decodePoint?.decodePerSecond ?? null,
    ask.contextTokens,
    (contextTokens) => {
      const at = timeAt(contextTokens);
      return at === null ? null : ask.requests / at.seconds;
    },
    time === null ? '' : explainDecode(time),
  );
  const prefillPoint = nearest((point) => point.prefillPerSecond);
  const prefillPerSecond = holdTo(
    prefillPoint,
    prefillPoint?.prefillPerSecond ?? null,
    ask.promptTokens,
    (contextTokens) => prefillRateOf(model, quantisation, machines, { ...ask, contextTokens }),
    'operations of the prompt against what its GPU reaches',
  );
  const firstTokenSeconds =
    prefillPerSecond === null || decodePerSecond === null
      ? null
      : {
          value:
            POLL_SECONDS + ask.promptTokens / prefillPerSecond.value + ask.requests / decodePerSecond.value,
          basis: prefillPerSecond.basis,
          how: `${formatCount(ask.promptTokens)} tokens of prompt, nothing of it kept from before`,
        };
  const wattsPoint = nearest((point) => point.watts);
  const watts: Figure | null =
    wattsPoint?.watts != null
      ? { value: wattsPoint.watts, basis: wattsPoint.basis, how: wattsPoint.source }
      : wattsOf(machines, ask, time);
  const joulesPerToken: Figure | null =
    watts === null || decodePerSecond === null
      ? null
      : {
          value: watts.value / decodePerSecond.value,
          basis: watts.basis === decodePerSecond.basis ? watts.basis : 'estimated',
          how: 'watts of all Macs over tokens a second, while decoding',
        };
  return { decodePerSecond, prefillPerSecond, firstTokenSeconds, watts, joulesPerToken };
}
