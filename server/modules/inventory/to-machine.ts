import { cordonOf } from '@/shared/domain/cordon.ts';
import { findMacModel, getMacModel, macModelOf } from '@/shared/data/mac-models.ts';
import { rangeOf } from '@/shared/domain/power-estimate.ts';
import { tellQuarantine } from '@/shared/domain/machine-trouble.ts';
import { roundDiskFree } from '@/shared/domain/shown-report.ts';
import { isSkewShown } from '@/shared/domain/clock-skew.ts';
import {
  type LiveReading,
  LiveSample,
  type Machine,
  type MachineFacts,
  type MachineHolder,
} from '@/shared/schemas/machine.ts';
import type { Report } from './read-report.ts';
import type { ServiceContext } from '../../context.ts';
import type { MachineRow } from './rows.ts';

/** The newest reading comes with each heartbeat: one that is missed does not make it old. */
export const staleAfterMs = ({ timings }: ServiceContext): number =>
  Math.max(10_000, 2.5 * timings.heartbeatMs);

type Parts = {
  report: Report;
  staleAfterMs: number;
  holder: MachineHolder;
  warm: Machine['warm'];
  island: string | null;
  sharesHostWith: string[];
  now: Date;
};

export function toMachine(row: MachineRow, parts: Parts): Machine {
  const { holder, island, sharesHostWith } = parts;
  const { facts, models, engine, isOutdated } = parts.report;
  return {
    id: row.id,
    name: row.name,
    catalogId: row.catalogId,
    simulated: row.simulated,
    status: row.status,
    island,
    note: row.note,
    modelName: modelName(row.catalogId, facts),
    memoryBytes: facts?.memoryBytes ?? null,
    chip: facts?.chip ?? null,
    osLabel: facts && osLabel(facts),
    diskFreeBytes: facts?.diskFreeBytes == null ? null : roundDiskFree(facts.diskFreeBytes),
    hostName: facts?.hostName ?? null,
    sharesHostWith,
    connection: row.agent?.state ?? 'never',
    agentId: row.agent?.id ?? null,
    lastSeenAt: row.agent?.lastSeenAt ?? null,
    clockSkewMs: shownSkewMs(row.agent?.clockSkewMs ?? null),
    agentVersion: row.agent?.version ?? null,
    engine,
    unmanaged: facts?.unmanaged ?? null,
    models,
    isReportOutdated: isOutdated,
    needsAttention: tellQuarantine(row) ?? row.needsAttention,
    quarantinedAt: row.quarantinedAt,
    cordon: cordonOf(row),
    warm: parts.warm,
    asleep: asleepOf(row),
    holder,
    live: toLive(row.agent?.reading, parts),
    powerRange: rangeOf(row, macModelOf(row.catalogId, facts?.hwModel)),
    revision: row.revision,
  };
}

function asleepOf({ agent, power }: MachineRow): Machine['asleep'] {
  if (agent?.state !== 'asleep' || power === null) return null;
  return { since: power.since, isWaking: power.state === 'waking', wakeAt: power.wakeAt };
}

export function modelName(catalogId: string | null, facts: MachineFacts | null): string {
  const known = catalogId === null ? null : getMacModel(catalogId);
  if (known) return known.name;
  if (!facts) return 'Not joined yet';
  if (facts.os === 'linux') return 'Linux machine';
  return findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores).modelName;
}

function osLabel({ os, osVersion }: MachineFacts): string {
  const name = os === 'macos' ? 'macOS' : 'Linux';
  if (osVersion === null) return name;
  // A Linux distribution names itself ("Debian GNU/Linux 13").
  return os === 'linux' && /[a-z]/i.test(osVersion) ? osVersion : `${name} ${osVersion}`;
}

const shownSkewMs = (skewMs: number | null): number | null =>
  isSkewShown(skewMs) ? Math.round(skewMs / 1000) * 1000 : null;

/** What an agent of another version said in another shape is no reading. */
function toLive(reading: unknown, { now, staleAfterMs: longestMs }: Parts): LiveReading | null {
  const sample = LiveSample.safeParse(reading);
  if (!sample.success) return null;
  return { ...sample.data, stale: now.getTime() - sample.data.at.getTime() > longestMs };
}
