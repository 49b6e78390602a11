import type { Patience } from './alert-machine.ts';

export const SEVERITIES = ['notice', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `lab`: all of it together, which only its power is. */
export const ALERT_SCOPES = ['all', 'models', 'machines', 'lab'] as const;
export type AlertScope = (typeof ALERT_SCOPES)[number];

type Kind = {
  label: string;
  about: string;
  of: 'machine' | 'session' | 'booking' | 'project';
  /** Null: it is so or it isn't. */
  measure: {
    unit: string;
    least: number;
    most: number;
    rises: boolean;
    threshold: number;
    clearsAt: number;
  } | null;
  severity: Severity;
  fireAfterSeconds: number;
  clearAfterSeconds: number;
};

/** What can be watched, and what a new rule of it begins with. */
export const ALERT_KINDS = {
  offline: {
    label: 'Mac offline',
    about: 'no word from its agent',
    of: 'machine',
    measure: null,
    severity: 'critical',
    fireAfterSeconds: 120,
    clearAfterSeconds: 60,
  },
  hot: {
    label: 'Hot',
    about: 'its temperature',
    of: 'machine',
    measure: { unit: '°C', least: 30, most: 130, rises: true, threshold: 95, clearsAt: 88 },
    severity: 'warning',
    fireAfterSeconds: 180,
    clearAfterSeconds: 300,
  },
  thermal_pressure: {
    label: 'Thermal pressure',
    about: 'macOS slows it down for its heat: 1 moderate, 2 heavy, 3 trapping, 4 sleeping',
    of: 'machine',
    measure: { unit: '', least: 0, most: 4, rises: true, threshold: 2, clearsAt: 0 },
    severity: 'warning',
    fireAfterSeconds: 60,
    clearAfterSeconds: 300,
  },
  disk_low: {
    label: 'Disk low',
    about: 'how much of the disk with its models is free',
    of: 'machine',
    measure: { unit: '%', least: 0, most: 100, rises: false, threshold: 10, clearsAt: 15 },
    severity: 'warning',
    fireAfterSeconds: 600,
    clearAfterSeconds: 600,
  },
  power_over: {
    label: 'Power over a limit',
    about: 'measured watts of a Mac, or of the whole lab',
    of: 'machine',
    measure: { unit: 'W', least: 1, most: 1_000_000, rises: true, threshold: 600, clearsAt: 560 },
    severity: 'warning',
    fireAfterSeconds: 120,
    clearAfterSeconds: 300,
  },
  session_stuck: {
    label: 'Session stuck',
    about: 'no token while it answers',
    of: 'session',
    measure: { unit: 's', least: 5, most: 3600, rises: true, threshold: 30, clearsAt: 30 },
    severity: 'warning',
    fireAfterSeconds: 0,
    clearAfterSeconds: 0,
  },
  booking_idle: {
    label: 'Booking idle',
    about: 'nothing runs on what is booked',
    of: 'booking',
    measure: { unit: 'min', least: 1, most: 10_000, rises: true, threshold: 45, clearsAt: 45 },
    severity: 'notice',
    fireAfterSeconds: 0,
    clearAfterSeconds: 0,
  },
  agent_outdated: {
    label: 'Agent outdated',
    about: 'its agent is older than the newest in the lab',
    of: 'machine',
    measure: null,
    severity: 'notice',
    fireAfterSeconds: 3600,
    clearAfterSeconds: 0,
  },
  meter_silent: {
    label: 'Meter silent',
    about: 'its agent is there, but its power meter says nothing any more',
    of: 'machine',
    measure: null,
    severity: 'warning',
    fireAfterSeconds: 300,
    clearAfterSeconds: 0,
  },
  budget_near: {
    label: 'Budget near',
    about: 'how much of a project’s budget is used',
    of: 'project',
    measure: { unit: '%', least: 1, most: 1000, rises: true, threshold: 80, clearsAt: 80 },
    severity: 'notice',
    fireAfterSeconds: 0,
    clearAfterSeconds: 0,
  },
} as const satisfies Record<string, Kind>;
export type AlertKind = keyof typeof ALERT_KINDS;
export const ALERT_KIND_NAMES = Object.keys(ALERT_KINDS) as [AlertKind, ...AlertKind[]];
export const alertKind = (kind: AlertKind): Kind => ALERT_KINDS[kind];

export const patienceOf = (rule: { fireAfterSeconds: number; clearAfterSeconds: number }): Patience => ({
  fireAfterMs: rule.fireAfterSeconds * 1000,
  clearAfterMs: rule.clearAfterSeconds * 1000,
});

/** Why these two marks make no rule; null when they do. */
export function marksProblem(
  kind: AlertKind,
  { threshold, clearsAt }: { threshold: number | null; clearsAt: number | null },
): string | null {
  const { measure } = alertKind(kind);
  if (!measure) return null;
  const { least, most, unit, rises } = measure;
  for (const mark of [threshold, clearsAt])
    if (mark === null || mark < least || mark > most)
      return `Write a number from ${least} to ${most}${unit && ` ${unit}`}.`;
  if (rises ? clearsAt! > threshold! : clearsAt! < threshold!)
    return `It has to clear ${rises ? 'at or below' : 'at or above'} where it fires, else it would never be quiet.`;
  return null;
}
