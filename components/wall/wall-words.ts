import {
  formatCelsius,
  formatMemory,
  formatMoment,
  formatPercent,
  formatSince,
  listNames,
} from '@/shared/domain/format.ts';
import type { LiveFigures } from '@/shared/schemas/machine.ts';
import type { Status } from '../ui/status-glyph.tsx';
import type { WallMachineView, WallView } from './types.ts';

export type WallLine = { status: Status; tone: 'ready' | 'plain' | 'muted'; text: string };
type Held = Pick<WallMachineView, 'holder' | 'status' | 'connection' | 'lastSeenAt' | 'asleep'>;
type Clock = { zone: string; nowMs: number };

/** Who has a machine and until when, for somebody who stands at four metres. Nobody is "you". */
export function wallLine(machine: Held, shown: WallView['shown'], clock: Clock): WallLine {
  const line = describe(machine, clock);
  return shown === 'simulated' && line.status !== 'unknown' ? { ...line, status: 'simulated' } : line;
}

function describe(
  { holder, status, connection, lastSeenAt, asleep }: Held,
  { zone, nowMs }: Clock,
): WallLine {
  const moment = (at: string): string => formatMoment(at, zone, nowMs);
  const isSilent = connection === 'lost' || connection === 'never' || connection === 'revoked';
  const silence = lastSeenAt ? `No word since ${moment(lastSeenAt)}` : 'Not joined yet';
  if (holder.kind === 'held') {
    const who = holder.personName ?? (holder.inUse ? 'In use' : 'Booked');
    const text = [holder.until ? `${who} until ${moment(holder.until)}` : who, isSilent ? silence : null]
      .filter(Boolean)
      .join(' · ');
    return { status: isSilent ? 'unknown' : holder.inUse ? 'busy' : 'booked', tone: 'plain', text };
  }
  if (holder.kind === 'maintenance') {
    const what = status === 'loaned' ? 'Lent out' : 'Maintenance';
    const text = holder.until ? `${what} until ${moment(holder.until)}` : what;
    return { status: 'maintenance', tone: 'plain', text };
  }
  if (holder.kind === 'unknown') return { status: 'unknown', tone: 'muted', text: silence };
  if (asleep) {
    const whom = holder.nextKind === 'maintenance' ? 'maintenance' : holder.nextPersonName;
    const what = whom ? ` for ${whom}` : '';
    const wakes = asleep.wakeAt ? `, wakes ${moment(asleep.wakeAt)}${what}` : '';
    return {
      status: 'free',
      tone: 'muted',
      text: asleep.isWaking ? `Is being woken${what}` : `Asleep${wakes}`,
    };
  }
  const text = holder.nextStartsAt ? `Free until ${moment(holder.nextStartsAt)}` : 'Free';
  return { status: 'free', tone: 'ready', text };
}

/** No more digits than one reads in passing. */
const whole = (ratio: number): number => Math.round(ratio * 100) / 100;
const GB = 2 ** 30;
const PRESSURE = ['', 'moderate heat', 'heavy heat', 'too hot', 'too hot'];

/** Load, memory and heat of a reading, as far as the machine tells them. */
export function wallMeters(
  it: Pick<LiveFigures, 'gpuRatio' | 'cpuRatio' | 'memoryUsedBytes' | 'temperatureCelsius'>,
  thermalPressure: number | null,
): string {
  const load =
    it.gpuRatio !== null
      ? `GPU ${formatPercent(whole(it.gpuRatio))}`
      : it.cpuRatio !== null
        ? `CPU ${formatPercent(whole(it.cpuRatio))}`
        : null;
  const memory = it.memoryUsedBytes === null ? null : formatMemory(Math.round(it.memoryUsedBytes / GB) * GB);
  const heat = it.temperatureCelsius === null ? null : formatCelsius(it.temperatureCelsius);
  return [load, memory, heat, PRESSURE[Math.min(thermalPressure ?? 0, 4)]].filter(Boolean).join(' · ');
}

export type WallConcern = { key: string; tone: 'unknown' | 'warning'; title: string; detail: string };
const HOT = 2;

/** What the Macs' own lines tell already. */
const SEEN_BY_THEMSELVES = new Set(['offline', 'thermal_pressure']);

/** What somebody should see to: silent first, then hot, then what its agent says. */
export function wallConcerns(
  { machines, alerts }: Pick<WallView, 'machines' | 'alerts'>,
  { zone, nowMs }: Clock,
): WallConcern[] {
  const active = machines.filter((it) => it.status === 'active');
  const silent = active
    .filter((it) => it.connection === 'lost')
    .map((it): WallConcern => ({
      key: `silent ${it.id}`,
      tone: 'unknown',
      title: `${it.name} has been silent ${silentFor(it.lastSeenAt, zone, nowMs)}`,
      detail: 'Check its power and network.',
    }));
  const hot = active
    .filter((it) => it.connection !== 'lost' && (it.thermalPressure ?? 0) >= HOT)
    .map((it): WallConcern => ({
      key: `hot ${it.id}`,
      tone: 'warning',
      title: `${it.name} is under thermal pressure`,
      detail: 'It slows itself down. Check its air and its fan.',
    }));
  const attention = active.flatMap((it): WallConcern[] =>
    it.needsAttention === null
      ? []
      : [{ key: `look ${it.id}`, tone: 'warning', title: it.name, detail: it.needsAttention }],
  );
  const fired = alerts
    .filter((it) => !SEEN_BY_THEMSELVES.has(it.kind))
    .map((it): WallConcern => ({
      key: `alert ${it.id}`,
      tone: 'warning',
      title: it.title,
      detail: '',
    }));
  return [...silent, ...hot, ...attention, ...fired];
}

function silentFor(lastSeenAt: string | null, zone: string, nowMs: number): string {
  if (lastSeenAt === null) return 'for some time';
  const since = formatSince(lastSeenAt, zone, nowMs);
  return since.includes('\u202f') ? `for ${since}` : `since ${since}`;
}

type Ahead = WallView['ahead'][number];
const NAMED = 4;
const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** What comes next in words: "Aiko · Anjou, Bosc" or "Pippin becomes free". */
export function wallAheadWords(it: Ahead, { zone, nowMs }: Clock): string {
  const count = it.machineNames.length;
  const names =
    count <= NAMED
      ? listNames(it.machineNames)
      : `${COUNTS[count] ?? count} Macs, ${it.machineNames[0]} first`;
  if (it.kind === 'free') return `${names} ${count === 1 ? 'becomes' : 'become'} free`;
  const until = it.until ? ` until ${formatMoment(it.until, zone, nowMs)}` : '';
  if (it.kind === 'maintenance') return `${names} · maintenance${until}`;
  return `${it.personName ?? 'Booked'} · ${names}${until}`;
}
