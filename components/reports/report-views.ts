import type { ViewTab } from '../ui/view-tabs.tsx';

/** What a report can tell, each a page of its own; period and kind of machines stay in the address. */
const REPORT_VIEWS = [
  { href: '/reports', label: 'Overview' },
  { href: '/reports/use', label: 'Use' },
  { href: '/reports/energy', label: 'Energy' },
  { href: '/reports/cost', label: 'Cost' },
  { href: '/reports/models', label: 'Models' },
  { href: '/reports/reliability', label: 'Reliability' },
  { href: '/reports/elsewhere', label: 'Elsewhere' },
  { href: '/reports/statements', label: 'Statements' },
  { href: '/reports/plan', label: 'Plan' },
];

export const reportTabs = (current: string, query: string): ViewTab[] =>
  REPORT_VIEWS.map(({ href, label }) => ({
    href: query ? `${href}?${query}` : href,
    label,
    current: href === current,
  }));
