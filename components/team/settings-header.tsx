'use client';

import { usePathname } from 'next/navigation';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';

export function SettingsHeader({ facts, actions = [] }: { facts?: string; actions?: readonly PageAction[] }) {
  const pathname = usePathname();
  const can = useCan();
  const tabs = [
    { href: '/settings', label: 'Profile', shown: true },
    { href: '/settings/account', label: 'Account', shown: true },
    { href: '/settings/notifications', label: 'Notifications', shown: true },
    { href: '/settings/chats', label: 'Chats', shown: true },
    { href: '/settings/lab', label: 'Lab', shown: can('lab:manage') },
    { href: '/settings/members', label: 'Team', shown: can('member:read') },
    { href: '/settings/sign-in', label: 'Sign-in', shown: can('member:manage') },
    { href: '/settings/rules', label: 'Rules', shown: true },
    { href: '/settings/qualifications', label: 'Qualifications', shown: true },
    { href: '/settings/projects', label: 'Projects', shown: true },
    { href: '/settings/meters', label: 'Meters', shown: true },
    { href: '/settings/prices', label: 'Prices', shown: true },
    { href: '/settings/budgets', label: 'Budgets', shown: true },
    { href: '/settings/keys', label: 'API', shown: can('key:manage-own') },
    { href: '/settings/walls', label: 'Wall', shown: can('wall:manage') },
    { href: '/settings/backups', label: 'Backups', shown: can('audit:read') },
    { href: '/settings/audit', label: 'Audit', shown: can('audit:read') },
  ];
  return (
    <PageHeader
      title="Settings"
      {...(facts !== undefined && { facts })}
      actions={actions}
      tabs={tabs
        .filter((it) => it.shown)
        .map(({ href, label }) => ({ href, label, current: pathname === href }))}
    />
  );
}
