import type { World } from './rights-world.ts';

export const WHO = ['anonymous', 'wall', 'viewer', 'member', 'admin', 'owner'] as const;
export type Who = (typeof WHO)[number];

export const SIGNED_IN: readonly Who[] = ['viewer', 'member', 'admin', 'owner'];
export const MEMBERS: readonly Who[] = ['member', 'admin', 'owner'];
export const ADMINS: readonly Who[] = ['admin', 'owner'];

export type Case = { about?: string; may: readonly Who[]; input?: (world: World) => unknown };

export const HOUR_MS = 3_600_000;
export const ahead = () => ({
  startsAt: new Date(Date.now() + HOUR_MS),
  endsAt: new Date(Date.now() + 2 * HOUR_MS),
});
export const weekly = (machineId: string) => ({
  machineIds: [machineId],
  unit: 'weeks',
  every: 1,
  nthWeekday: null,
  startsOn: new Date(Date.now() + 72 * HOUR_MS).toISOString().slice(0, 10),
  untilDate: null,
  localTime: '08:00',
  durationMinutes: 60,
});
export const window = () => ({ from: new Date(Date.now() - HOUR_MS), to: new Date() });
