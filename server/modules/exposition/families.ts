import { SEVERITIES } from '@/shared/domain/alert-kinds.ts';
import { freshReading, numberOf } from '@/shared/domain/fresh-reading.ts';
import { metersNow } from '@/shared/domain/lab-power.ts';
import { groupByMeter } from '@/shared/domain/meters.ts';
import type { Family, Labels, Sample } from '@/shared/domain/prometheus-text.ts';
import { counter, gauge } from './family.ts';
import type { LabRows, MachineRow, SessionRow } from './read-rows.ts';

const KINDS = [false, true];
const kindOf = (simulated: boolean): Labels => ({ simulated: String(simulated) });

/** What the lab is, for who watches it from outside. Simulated machines are apart by their label in every series. */
export function labFamilies({ machines, sessions, bookings, alerts }: LabRows, now: Date): Family[] {
  const countOf = (rows: readonly { simulated: boolean; count: number }[], simulated: boolean): number =>
    rows.find((it) => it.simulated === simulated)?.count ?? 0;
  return [
    gauge(
      'espalier_machines',
      'Machines that are not retired, by what they are there for.',
      KINDS.flatMap((simulated) =>
        ['active', 'maintenance', 'loaned'].map((status) => ({
          labels: { status, ...kindOf(simulated) },
          value: machines.filter((it) => it.simulated === simulated && it.status === status).length,
        })),
      ),
    ),
    gauge(
      'espalier_bookings_running',
      'Bookings whose time is now.',
      KINDS.map((it) => ({ labels: kindOf(it), value: countOf(bookings, it) })),
    ),
    gauge(
      'espalier_alerts_firing',
      'Alerts that fire now, silenced ones too.',
      KINDS.flatMap((simulated) =>
        SEVERITIES.map((severity) => ({
          labels: { severity, ...kindOf(simulated) },
          value: countOf(
            alerts.filter((it) => it.severity === severity),
            simulated,
          ),
        })),
      ),
    ),
    ...machineFamilies(machines, now),
    ...sessionFamilies(sessions),
  ];
}

function machineFamilies(machines: readonly MachineRow[], now: Date): Family[] {
  const each = (valueOf: (it: MachineRow) => number | null): Sample[] =>
    machines.map((it) => ({ labels: { machine: it.name, ...kindOf(it.simulated) }, value: valueOf(it) }));
  const readings = new Map(machines.map((it) => [it.id, freshReading(it, now)]));
  const reading = (field: string) => (it: MachineRow) => numberOf(readings.get(it.id)?.[field]);
  // Machines on one host read the same sensor: the first that measures has it, so that sums are right.
  const tellers = new Set(
    groupByMeter(machines).flatMap(
      (group) => group.find((it) => reading('powerWatts')(it) !== null)?.id ?? [],
    ),
  );
  const metered =
    (field: string, factor = 1) =>
    (it: MachineRow) => {
      const value = tellers.has(it.id) ? reading(field)(it) : null;
      return value === null ? null : value * factor;
    };
  const watts = new Map(
    metersNow(machines, (id) => numberOf(readings.get(id)?.powerWatts)).map((it) => [it.machineId, it.watts]),
  );
  const fact = (field: string) => (it: MachineRow) =>
    it.agentState === 'online' ? numberOf(it.facts[field]) : null;
  return [
    gauge(
      'espalier_machine_up',
      'Its agent is heard of.',
      each((it) => (it.agentState === 'online' ? 1 : 0)),
    ),
    gauge(
      'espalier_machine_last_seen_timestamp_seconds',
      'When its agent was last heard of.',
      each((it) => (it.lastSeenAt === null ? null : Date.parse(it.lastSeenAt) / 1000)),
    ),
    gauge(
      'espalier_machine_maintained',
      'It is in maintenance now.',
      each((it) => (it.isMaintained || it.status === 'maintenance' ? 1 : 0)),
    ),
    gauge(
      'espalier_machine_power_watts',
      'Measured power, by the wall meter where one speaks; of machines that share a meter, one tells it.',
      each((it) => watts.get(it.id) ?? null),
    ),
    counter(
      'espalier_machine_energy_joules_total',
      'Energy by its own sensor since its agent started; of machines that share a host, one tells it.',
      each(metered('energyJoules')),
    ),
    counter(
      'espalier_machine_measured_seconds_total',
      'Of how much time since its agent started that energy is.',
      each(metered('coveredMs', 1 / 1000)),
    ),
    gauge(
      'espalier_machine_temperature_celsius',
      'Temperature of its hottest sensor that the agent reads.',
      each(reading('temperatureCelsius')),
    ),
    gauge('espalier_machine_cpu_usage_ratio', 'Used part of its processors.', each(reading('cpuRatio'))),
    gauge(
      'espalier_machine_gpu_usage_ratio',
      'Used part of its graphics processor.',
      each(reading('gpuRatio')),
    ),
    gauge('espalier_machine_memory_used_bytes', 'Used memory.', each(reading('memoryUsedBytes'))),
    gauge('espalier_machine_memory_bytes', 'Memory.', each(reading('memoryTotalBytes'))),
    gauge(
      'espalier_machine_disk_free_bytes',
      'Free room of the disk that holds its models.',
      each(fact('diskFreeBytes')),
    ),
    gauge(
      'espalier_machine_thermal_pressure',
      'macOS’s own level: 0 nominal to 4 sleeping.',
      each(fact('thermalPressure')),
    ),
  ];
}

function sessionFamilies(sessions: readonly SessionRow[]): Family[] {
  const each = (valueOf: (it: SessionRow) => number): Sample[] =>
    sessions.map((it) => ({
      labels: { session: it.id, model: it.model, ...kindOf(it.simulated) },
      value: valueOf(it),
    }));
  return [
    gauge(
      'espalier_sessions',
      'Sessions that have not ended.',
      KINDS.map((it) => ({
        labels: kindOf(it),
        value: sessions.filter(({ simulated }) => simulated === it).length,
      })),
    ),
    gauge(
      'espalier_session_ready',
      'It answers.',
      each((it) => (it.state === 'ready' ? 1 : 0)),
    ),
    gauge(
      'espalier_session_machines',
      'On how many machines it runs.',
      each((it) => it.machines),
    ),
    gauge(
      'espalier_session_answers_running',
      'Answers that are being made.',
      each((it) => it.running),
    ),
    gauge(
      'espalier_session_answers_waiting',
      'Questions that wait for their turn.',
      each((it) => it.waiting),
    ),
    counter(
      'espalier_session_answers_total',
      'Answers that are over.',
      each((it) => it.answers),
    ),
    counter(
      'espalier_session_prompt_tokens_total',
      'Tokens of its questions.',
      each((it) => it.promptTokens),
    ),
    counter(
      'espalier_session_completion_tokens_total',
      'Tokens of its answers.',
      each((it) => it.completionTokens),
    ),
  ];
}
