import type { ViewTab } from '../ui/view-tabs.tsx';

const VIEWS = [
  { href: '/machines', label: 'List' },
  { href: '/machines/cables', label: 'Cables' },
  { href: '/machines/fits', label: 'What fits' },
  { href: '/machines/maintenance', label: 'Maintenance' },
  { href: '/machines/register', label: 'Register' },
];

/** The views of the lab's machines; each is a page of its own. */
export const machineTabs = (current: string): ViewTab[] =>
  VIEWS.map((view) => ({ ...view, current: view.href === current }));
