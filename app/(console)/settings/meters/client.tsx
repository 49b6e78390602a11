'use client';

import { MetersPage } from '@/components/meters/meters-page.tsx';
import { SettingsHeader } from '@/components/team/settings-header.tsx';

export function Client() {
  return (
    <>
      <SettingsHeader />
      <MetersPage />
    </>
  );
}
