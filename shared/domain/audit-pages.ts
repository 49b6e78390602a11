/** Where a thing of the audit is shown, and what the link to it is called. */
export type ThingPage = { path: string; label: string };

/** Things with a page each. Whether one is still there, only the lab’s rows know. */
const OWN_PAGE = {
  machine: { path: '/machines', label: 'machine' },
  booking: { path: '/bookings', label: 'booking' },
  session: { path: '/sessions', label: 'session' },
  incident: { path: '/incidents', label: 'incident' },
  conversation: { path: '/chat', label: 'chat' },
  comparison: { path: '/chat/compare', label: 'comparison' },
} as const satisfies Record<string, ThingPage>;
export type OwnPageKind = keyof typeof OWN_PAGE;

/** Things that stand on a page with others. */
const SHARED_PAGE: Record<string, ThingPage> = {
  member: { path: '/settings/members', label: 'people' },
  invitation: { path: '/settings/members', label: 'people' },
  lab: { path: '/settings/lab', label: 'lab' },
  tariff: { path: '/settings/prices', label: 'prices' },
  carbon: { path: '/settings/prices', label: 'prices' },
  budget: { path: '/settings/budgets', label: 'budgets' },
  project: { path: '/settings/projects', label: 'projects' },
  qualification: { path: '/settings/qualifications', label: 'qualifications' },
  'booking-rule': { path: '/settings/rules', label: 'rules' },
  meter: { path: '/settings/meters', label: 'meters' },
  wall: { path: '/settings/walls', label: 'walls' },
  backup: { path: '/settings/backups', label: 'backups' },
  'alert-rule': { path: '/inbox/rules', label: 'rules' },
  alert: { path: '/inbox/alerts', label: 'alerts' },
  'alert-silence': { path: '/inbox/alerts', label: 'alerts' },
  model: { path: '/models', label: 'models' },
  cable: { path: '/machines/cables', label: 'cables' },
  maintenance: { path: '/machines/maintenance', label: 'maintenance' },
  register: { path: '/machines/register', label: 'register' },
  'custom-field': { path: '/machines/register', label: 'register' },
  statement: { path: '/reports/statements', label: 'statements' },
  month: { path: '/reports/statements', label: 'statements' },
  'hosted-price': { path: '/reports/elsewhere', label: 'prices' },
  'result-import': { path: '/reports/models', label: 'results' },
};

export const hasOwnPage = (objectType: string): objectType is OwnPageKind => objectType in OWN_PAGE;

/** The page that shows a thing; null where there is none, or where the thing with a page of its own is gone. */
export function auditPageOf(
  { objectType, objectId }: { objectType: string; objectId: string },
  isThere: (kind: OwnPageKind, id: string) => boolean,
): ThingPage | null {
  if (!hasOwnPage(objectType)) return SHARED_PAGE[objectType] ?? null;
  if (!isThere(objectType, objectId)) return null;
  const { path, label } = OWN_PAGE[objectType];
  return { path: `${path}/${encodeURIComponent(objectId)}`, label };
}
