import type { ViewTab } from '../ui/view-tabs.tsx';

const VIEWS = [
  { href: '/models', label: 'On Macs' },
  { href: '/models/catalogue', label: 'Catalogue' },
];

export const modelTabs = (current: string): ViewTab[] =>
  VIEWS.map((view) => ({ ...view, current: view.href === current }));

/** What fits, with this model chosen. */
export const fitsHref = (planId: string, form?: string | null): string =>
  `/machines/fits?${new URLSearchParams({ model: planId, ...(form && { as: form }) }).toString()}`;
