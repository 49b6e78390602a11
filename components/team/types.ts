import type { inferRouterOutputs } from '@trpc/server';
import type { Role } from '@/shared/schemas/member.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
export type MemberView = Outputs['team']['members']['rows'][number];
export type TeamView = Outputs['team']['teams'][number];
export type LeavingView = Outputs['team']['leaving'];
export type SettledView = Outputs['team']['deactivate'];
export type InvitationView = Outputs['team']['invitations']['rows'][number];
export type MadeInvitationView = Outputs['team']['invite'];
export type OpenedInvitationView = Outputs['team']['openInvitation'];
export type ProjectView = Outputs['projects']['list'][number];
export type QualificationView = Outputs['qualifications']['list'][number];
export type RuleChoicesView = Outputs['bookingRules']['list'];
export type RuleView = RuleChoicesView['rules'][number];
export type BackupsView = Outputs['backups']['read'];
export type KeepingView = Outputs['lab']['keeping'];
export type KeepingPreviewView = Outputs['lab']['previewKeeping'];
export type SignInView = Outputs['signIns']['list']['rows'][number];
export type SecondFactorsView = Outputs['signIns']['secondFactors'];
export type ProviderSettings = Outputs['signIns']['provider'];
export type AuditEntryView = Outputs['audit']['list']['rows'][number];

export const ROLE_OPTIONS: { value: Role; label: string }[] = [
  { value: 'owner', label: 'Owner' },
  { value: 'admin', label: 'Admin' },
  { value: 'member', label: 'Member' },
  { value: 'viewer', label: 'Viewer' },
];

export const roleLabel = (role: Role): string => ROLE_OPTIONS.find((it) => it.value === role)?.label ?? role;

export const ROLE_RIGHTS: Record<Role, string> = {
  owner: 'everything, and gives roles',
  admin: 'machines, everybody’s bookings and sessions, people',
  member: 'books, starts models, chats',
  viewer: 'looks, and reads reports',
};
