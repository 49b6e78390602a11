'use client';

import { AccountPage } from '@/components/team/account-page.tsx';

export function Client() {
  return <AccountPage />;
}
