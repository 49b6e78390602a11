import { findMacModel, getMacModel } from '@/shared/data/mac-models.ts';
import { roundDiskFree } from '@/shared/domain/shown-report.ts';
import {
  type LiveReading,
  type Machine,
  type MachineFacts,
  type MachineHolder,
  PowerSource,
} from '@/shared/schemas/machine.ts';
import type { Report } from './read-report.ts';
import type { MachineRow, SampleRow } from './rows.ts';

const STALE_AFTER_MS = 10_000;

type Parts = {
  report: Report;
  sample: SampleRow | null;
  holder: MachineHolder;
  island: string | null;
  sharesHostWith: string[];
  now: Date;
};

export function toMachine(row: MachineRow, parts: Parts): Machine {
  const { sample, holder, island, sharesHostWith, now } = parts;
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
    agentVersion: row.agent?.version ?? null,
    engine,
    models,
    isReportOutdated: isOutdated,
    needsAttention: row.needsAttention,
    holder,
    live: sample && toLive(sample, now),
    revision: row.revision,
  };
}

function modelName(catalogId: string | null, facts: MachineFacts | null): string {
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

const numberOf = (value: bigint | null) => (value === null ? null : Number(value));

function toLive(sample: SampleRow, now: Date): LiveReading {
  return {
    at: sample.at,
    powerWatts: sample.powerWatts,
    powerSource: PowerSource.safeParse(sample.powerSource).data ?? null,
    energyJoules: sample.energyJoules,
    coveredMs: sample.coveredMs,
    cpuRatio: sample.cpuRatio,
    gpuRatio: sample.gpuRatio,
    memoryUsedBytes: numberOf(sample.memoryUsedBytes),
    memoryTotalBytes: numberOf(sample.memoryTotalBytes),
    temperatureCelsius: sample.temperatureCelsius,
    networkRxBytes: numberOf(sample.networkRxBytes),
    networkTxBytes: numberOf(sample.networkTxBytes),
    stale: now.getTime() - sample.at.getTime() > STALE_AFTER_MS,
  };
}
