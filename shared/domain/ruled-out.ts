import type { FailureCause } from '../data/failure-causes.ts';
import { NETWORK_CAUSES } from '../data/failure-causes-network.ts';
import type { PreflightCheck } from '../schemas/session-start.ts';
import { formatCelsius, formatMemory, listNames } from './format.ts';

/** The most of a machine's meters around a failure; null where no reading tells. */
export type HighestReadings = {
  machine: string;
  memoryUsedBytes: number | null;
  memoryTotalBytes: number | null;
  celsius: number | null;
};
export type OtherCauses = {
  cause: FailureCause;
  /** Of the look before its start; empty without one. */
  checks: readonly Pick<PreflightCheck, 'code' | 'state' | 'evidence'>[];
  /** Thunderbolt cables between its machines that the lab knows, and how many of those changed around the failure. */
  cables: number;
  cableChanges: number;
  /** Of each of its machines. */
  readings: readonly HighestReadings[];
  /** Machines whose rank ended only because the group did. */
  wellUntilTheEnd: readonly string[];
};
/** `isSure`: it was looked at and is not the cause; else nothing tells. */
export type RuledOut = { title: string; detail: string; isSure: boolean };

/** A Mac slows down before this: what is hotter proves nothing, and rules nothing out. */
const HOT_CELSIUS = 100;
const FULL = 0.93;

const OF_MEMORY: ReadonlySet<FailureCause> = new Set([
  'out_of_memory',
  'killed_for_memory',
  'buffer_limit',
  'gpu_wedged',
]);

/**
 * What else it could have been and was not. Nothing is called ruled out for want of a reading; what belongs to the cause
 * itself or was out of order is left out.
 */
export function ruleOut(facts: OtherCauses): RuledOut[] {
  const { cause, readings, wellUntilTheEnd } = facts;
  const memory = readings.map(({ machine, memoryUsedBytes: used, memoryTotalBytes: total }) => ({
    machine,
    value: used === null || !total ? null : used / total,
    text: used === null || !total ? '' : `${formatMemory(used)} of ${formatMemory(total)}`,
  }));
  const heat = readings.map(({ machine, celsius }) => ({
    machine,
    value: celsius,
    text: celsius === null ? '' : formatCelsius(celsius),
  }));
  return [
    wellUntilTheEnd.length > 0
      ? { title: listNames(wellUntilTheEnd), detail: 'Well until the group was ended', isSure: true }
      : null,
    cablesOf(facts),
    versionsOf(facts),
    OF_MEMORY.has(cause) ? null : highest('Memory', memory, FULL),
    highest('Temperature', heat, HOT_CELSIUS),
  ].filter((it) => it !== null);
}

function cablesOf({ cause, cables, cableChanges, checks }: OtherCauses): RuledOut | null {
  if (cause in NETWORK_CAUSES || cause === 'crashed_cable' || cableChanges > 0) return null;
  const links = checks.find((it) => it.code === 'LINKS' && it.state === 'pass');
  const tried = links ? `At the start: ${links.evidence}` : null;
  if (cables === 0) return tried === null ? null : { title: 'Links', detail: tried, isSure: true };
  const up =
    cables === 1
      ? 'The one between them was up all the time'
      : `All ${cables} between them were up all the time`;
  return { title: 'Cables', detail: tried ? `${up}. ${tried}` : up, isSure: true };
}

function versionsOf({ checks }: OtherCauses): RuledOut | null {
  const found = checks.filter((it) => it.code === 'ENGINE_VERSIONS' || it.code === 'OS_BUILDS');
  const isSure = found.every((it) => it.state === 'pass');
  if (found.length === 0 || (!isSure && found.some((it) => it.state !== 'unknown'))) return null;
  return { title: 'Versions', detail: found.map((it) => it.evidence).join(' '), isSure };
}

type Reading = { machine: string; value: number | null; text: string };

function highest(title: string, readings: readonly Reading[], limit: number): RuledOut | null {
  const known = readings.filter((it) => it.value !== null).toSorted((a, b) => b.value! - a.value!);
  const [most] = known;
  if (!most) return { title, detail: 'No reading of around that time', isSure: false };
  if (most.value! >= limit) return null;
  const unread = readings.filter((it) => it.value === null).map((it) => it.machine);
  const detail = `At most ${most.text}, on ${most.machine}`;
  return unread.length === 0
    ? { title, detail, isSure: true }
    : { title, detail: `${detail}; no reading of ${listNames(unread)}`, isSure: false };
}
