'use client';

import { usePathname } from 'next/navigation';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';

export function SettingsHeader({ facts, actions = [] }: { facts?: string; actions?: readonly PageAction[] }) {
  const pathname = usePathname();
  const can = useCan();
  const groups = [
    {
      label: 'You',
      pages: [
        { href: '/settings', label: 'Profile', shown: true },
        { href: '/settings/account', label: 'Account', shown: true },
        { href: '/settings/notifications', label: 'Notifications', shown: true },
        { href: '/settings/chats', label: 'Chats', shown: true },
      ],
    },
    {
      label: 'Lab',
      pages: [
        { href: '/settings/lab', label: 'General', shown: can('lab:manage') },
        { href: '/settings/walls', label: 'Wall', shown: can('wall:manage') },
        { href: '/settings/backups', label: 'Backups', shown: can('audit:read') },
        { href: '/settings/audit', label: 'Audit', shown: can('audit:read') },
      ],
    },
    {
      label: 'Team',
      pages: [
        { href: '/settings/members', label: 'People', shown: can('member:read') },
        { href: '/settings/sign-in', label: 'Sign-in', shown: can('member:manage') },
        { href: '/settings/projects', label: 'Projects', shown: true },
        { href: '/settings/qualifications', label: 'Qualifications', shown: true },
      ],
    },
    { label: 'Rules', pages: [{ href: '/settings/rules', label: 'Rules', shown: true }] },
    {
      label: 'Energy and money',
      pages: [
        { href: '/settings/meters', label: 'Meters', shown: true },
        { href: '/settings/prices', label: 'Prices', shown: true },
        { href: '/settings/budgets', label: 'Budgets', shown: true },
      ],
    },
    {
      label: 'API',
      pages: [{ href: '/settings/keys', label: 'API', shown: can('key:manage-own') }],
    },
  ].map(({ label, pages }) => {
    const shown = pages.filter((it) => it.shown);
    return { label, pages: shown, current: shown.some((it) => it.href === pathname) };
  });
  const open = groups.find((it) => it.current);
  return (
    <PageHeader
      title="Settings"
      {...(facts !== undefined && { facts })}
      actions={actions}
      tabs={groups.flatMap(({ label, pages: [first], current }) =>
        first ? [{ href: first.href, label, current }] : [],
      )}
      {...(open &&
        open.pages.length > 1 && {
          pages: open.pages.map(({ href, label }) => ({ href, label, current: href === pathname })),
        })}
    />
  );
}
