import { type Role, ROLES } from '../schemas/member.ts';

/** The closed list of what one can do; `own` and `any` differ where a thing has an owner, `led` where it has a team. */
export const ACTIONS = [
  'lab:read',
  'lab:manage',
  'machine:add',
  'machine:edit',
  'machine:wake-own',
  'machine:wake-any',
  'custody:acknowledge-own',
  'machine:wake-own',
  'booking:create',
  'booking:cancel-own',
  'booking:cancel-any',
  'booking:move-own',
  'booking:move-any',
  'booking:check-in-own',
  'booking:hand-over-own',
  'booking:hand-over-any',
  'booking:approve',
  'booking:approve-led',
  'booking:override',
  'booking:set-rules',
  'booking:contest-own',
  'booking:decide-charge',
  'project:manage',
  'alert:manage',
  'webhook:manage-lab',
  'meter:manage',
  'session:start',
  'session:end-own',
  'session:end-any',
  'session:open-own',
  'session:open-any',
  'session:read-log',
  'session:set-rules',
  'session:overrule',
  'incident:close-own',
  'incident:close-any',
  'chat:write',
  'chat:stop',
  'api:ask',
  'key:manage-own',
  'key:manage-any',
  'library:change-own',
  'library:change-any',
  'chat:set-retention',
  'model:keep',
  'model:copy',
  'model:cancel-copy-own',
  'model:cancel-copy-any',
  'model:remove-from-machine',
  'model:set-sources',
  'model:set-rules',
  'report:read',
  'report:export',
  'result:import',
  'result:remove-own',
  'result:remove-any',
  'cost:manage',
  'view:share',
  'view:delete-own',
  'view:delete-any',
  'member:read',
  'member:manage',
  'team:change-led',
  'qualification:manage',
  'audit:read',
  'wall:read',
  'wall:manage',
] as const;
export type Action = (typeof ACTIONS)[number];

const VIEWER: readonly Action[] = [
  'lab:read',
  'wall:read',
  'report:read',
  'session:read-log',
  'view:delete-own',
  // Anybody may be given a machine.
  'custody:acknowledge-own',
];
const MEMBER: readonly Action[] = [
  ...VIEWER,
  'booking:create',
  'booking:cancel-own',
  'booking:move-own',
  'booking:check-in-own',
  'booking:hand-over-own',
  'booking:contest-own',
  'booking:approve-led',
  'session:start',
  'session:end-own',
  'session:open-own',
  'incident:close-own',
  'chat:write',
  'chat:stop',
  'api:ask',
  'key:manage-own',
  'library:change-own',
  'model:keep',
  'model:copy',
  'model:cancel-copy-own',
  'report:export',
  'result:import',
  'result:remove-own',
  'view:share',
  'member:read',
  'team:change-led',
];
const ADMIN: readonly Action[] = ACTIONS;

const GRANTS: Record<Role, ReadonlySet<Action>> = {
  viewer: new Set(VIEWER),
  member: new Set(MEMBER),
  admin: new Set(ADMIN),
  owner: new Set(ADMIN),
};

/** What a key may at most; of that what its person's role grants at that moment. */
const KEY: ReadonlySet<Action> = new Set(['api:ask']);
/** A screen with a link of its own. */
const WALL: ReadonlySet<Action> = new Set(['wall:read']);

/** What a lead may of their team alone, and what right stands for it in every team. */
const OF_EVERY_TEAM = {
  'booking:approve-led': 'booking:approve',
  'team:change-led': 'member:manage',
} as const satisfies Partial<Record<Action, Action>>;
export type LedAction = keyof typeof OF_EVERY_TEAM;
const isLed = (action: Action): action is LedAction => action in OF_EVERY_TEAM;

export type Subject =
  | { kind: 'user'; id: string; role: Role; leads?: readonly string[] }
  | { kind: 'key'; role: Role }
  | { kind: 'agent' | 'system' | 'wall' | 'anonymous' };
export type Owned = { ownerId: string };
/** Of which team a thing is, and whose. */
export type OfTeam = { teamId: string | null; ownerId?: string };
export type Resource = Owned | OfTeam;

/**
 * The one place where rights are decided. `action` ends in `-own` when the resource's owner may do it;
 * with a resource the `-any` right is asked for when the subject isn't the owner. One that ends in `-led` is a lead's, of
 * what is their team's and not their own; without a resource: of any team they lead.
 */
export function can(subject: Subject, action: Action, resource?: Resource): boolean {
  if (subject.kind === 'system') return true;
  if (subject.kind === 'key') return KEY.has(action) && GRANTS[subject.role].has(action);
  if (subject.kind === 'wall') return WALL.has(action);
  if (subject.kind !== 'user') return false;
  const grants = GRANTS[subject.role];
  if (isLed(action)) {
    if (grants.has(OF_EVERY_TEAM[action])) return true;
    const leads = subject.leads ?? [];
    if (!grants.has(action) || leads.length === 0) return false;
    if (!resource) return true;
    if (!('teamId' in resource) || resource.ownerId === subject.id) return false;
    return resource.teamId !== null && leads.includes(resource.teamId);
  }
  if (resource && action.endsWith('-own') && resource.ownerId !== subject.id) {
    return grants.has(action.replace(/-own$/, '-any') as Action);
  }
  return grants.has(action);
}

export const rolesThatMay = (action: Action): Role[] =>
  ROLES.filter((role) => can({ kind: 'user', id: '', role }, action));
