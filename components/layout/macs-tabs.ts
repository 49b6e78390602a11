import type { ViewTab } from '../ui/view-tabs.tsx';

const TABS = [
  { href: '/machines', label: 'List' },
  { href: '/machines/cables', label: 'Cables' },
] as const;

/** The views of Macs, in one order everywhere. */
export const macsTabs = (current: (typeof TABS)[number]['href']): ViewTab[] =>
  TABS.map((tab) => ({ ...tab, current: tab.href === current }));
