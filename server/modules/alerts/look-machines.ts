import { formatMemory } from '@/shared/domain/format.ts';
import type { Sight } from '@/shared/domain/alert-machine.ts';
import { freshReading, numberOf } from '@/shared/domain/fresh-reading.ts';
import { labPowerOf } from '@/shared/domain/lab-power.ts';
import { compareVersions } from '@/shared/domain/versions.ts';
import type { Look, Subject } from './looks.ts';
import type { SeenMachine, SeenSession } from './read-seen.ts';

const NOTHING = { value: null, sight: null, since: null, detail: null } as const;

/** What each kind sees of each machine, and of the lab's power as one. */
export function lookAtMachines(machines: readonly SeenMachine[], now: Date): Look[] {
  const newest = machines.reduce<string | null>(
    (best, { version }) => ((compareVersions(version, best ?? '0') ?? -1) > 0 ? version : best),
    null,
  );
  return [...machines.flatMap((it) => lookAt(it, now, newest)), ...lookAtLab(machines, now)];
}

function lookAt(machine: SeenMachine, now: Date, newestVersion: string | null): Look[] {
  const subject: Subject = {
    id: machine.id,
    kind: 'machine',
    name: machine.name,
    simulated: machine.simulated,
    machines: [machine],
    personIds: machine.ownerId === null ? [] : [machine.ownerId],
    link: `/machines/${machine.id}`,
  };
  const look = (kind: Look['kind'], found: Partial<Look>): Look => ({ ...NOTHING, subject, kind, ...found });
  const isOnline = machine.agentState === 'online';
  const reading = freshReading(machine, now);
  const facts = isOnline ? machine.facts : {};
  const [free, total] = [numberOf(facts.diskFreeBytes), numberOf(facts.diskTotalBytes)];
  const lastSeenAt = machine.lastSeenAt === null ? null : new Date(machine.lastSeenAt);
  const age = compareVersions(machine.version, newestVersion);
  return [
    look('offline', { sight: offlineSight(machine), since: lastSeenAt }),
    look('hot', { value: numberOf(reading?.temperatureCelsius) }),
    look('thermal_pressure', { value: numberOf(facts.thermalPressure) }),
    look('disk_low', {
      value: free === null || !total ? null : (100 * free) / total,
      detail: free === null ? null : formatMemory(free),
    }),
    look('power_over', { value: numberOf(reading?.powerWatts) }),
    look('agent_outdated', {
      sight: age === null ? 'unknown' : age < 0 ? 'over' : 'clear',
      detail: machine.version && `${machine.version}, the newest here is ${newestVersion}`,
    }),
    look('meter_silent', { sight: meterSight(machine, reading), since: momentOf(machine.reading?.at) }),
  ];
}

/** Whoever is looked after, lent out or was never here is not missed. */
function offlineSight({ status, isMaintained, agentState, lastSeenAt }: SeenMachine): Sight {
  if (status !== 'active' || isMaintained || agentState === null || lastSeenAt === null) return 'gone';
  return agentState === 'online' || agentState === 'asleep' ? 'clear' : 'over';
}

/** An agent that is away is another matter; a machine that has not measured for a day has no meter that falls silent. */
function meterSight(machine: SeenMachine, reading: SeenMachine['reading']): Sight {
  if (machine.status !== 'active' || machine.isMaintained) return 'gone';
  if (numberOf(reading?.powerWatts) !== null) return 'clear';
  return machine.agentState === 'online' && machine.hasMeasured ? 'over' : 'unknown';
}

function lookAtLab(machines: readonly SeenMachine[], now: Date): Look[] {
  const watts = new Map(machines.map((it) => [it.id, numberOf(freshReading(it, now)?.powerWatts)]));
  const power = labPowerOf(machines, (id) => watts.get(id) ?? null);
  return [false, true].flatMap((simulated): Look[] => {
    const own = machines.filter((it) => it.simulated === simulated);
    if (own.length === 0) return [];
    const subject: Subject = {
      id: simulated ? 'lab simulated' : 'lab',
      kind: 'lab',
      name: simulated ? 'The simulated lab' : 'The lab',
      simulated,
      machines: [],
      personIds: [],
      link: '/machines',
    };
    return [
      {
        ...NOTHING,
        subject,
        kind: 'power_over',
        value: simulated ? power.simulatedPowerWatts : power.powerWatts,
        // One that measured and is alive may add to what is known, unless the wall tells it.
        isLowerBound: own.some(
          (it) =>
            it.hasMeasured &&
            it.agentState === 'online' &&
            it.wallWatts === null &&
            watts.get(it.id) === null,
        ),
      },
    ];
  });
}

function momentOf(value: unknown): Date | null {
  const at = typeof value === 'string' ? new Date(value) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}

/** Whether tokens come where an answer has begun; a question that is still read is none that is stuck. */
export const lookAtSessions = (sessions: readonly SeenSession[], now: Date): Look[] =>
  sessions.map((it) => ({
    ...NOTHING,
    kind: 'session_stuck',
    subject: {
      id: it.id,
      kind: 'session',
      name: it.modelTitle,
      simulated: it.simulated,
      machines: it.machines ?? [],
      personIds: [it.startedById],
      link: `/sessions/${it.id}`,
    },
    value: it.lastTokenAt === null ? 0 : (now.getTime() - Date.parse(it.lastTokenAt)) / 1000,
  }));
