import type { World } from './rights-world.ts';

export const WHO = ['anonymous', 'viewer', 'member', 'admin', 'owner'] as const;
type Who = (typeof WHO)[number];

export const EVERYBODY: readonly Who[] = [...WHO];
export const SIGNED_IN: readonly Who[] = ['viewer', 'member', 'admin', 'owner'];
export const MEMBERS: readonly Who[] = ['member', 'admin', 'owner'];
export const ADMINS: readonly Who[] = ['admin', 'owner'];

export type Case = { about?: string; may: readonly Who[]; input?: (world: World) => unknown };
