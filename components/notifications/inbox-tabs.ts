import type { ViewTab } from '../ui/view-tabs.tsx';

/** What one is told, what has fired, and the rules of it for who keeps them. */
export const inboxTabs = (current: string, mayManage: boolean): ViewTab[] =>
  [
    { href: '/inbox', label: 'Inbox', shown: true },
    { href: '/inbox/alerts', label: 'Alerts', shown: true },
    { href: '/inbox/rules', label: 'Alert rules', shown: mayManage },
    { href: '/settings/notifications', label: 'Deliveries', shown: true },
  ]
    .filter((it) => it.shown)
    .map(({ href, label }) => ({ href, label, current: href === current }));
