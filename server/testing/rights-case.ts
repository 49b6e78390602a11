import type { World } from './rights-world.ts';

export const WHO = ['anonymous', 'viewer', 'member', 'admin', 'owner'] as const;
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
export const window = () => ({ from: new Date(Date.now() - HOUR_MS), to: new Date() });
