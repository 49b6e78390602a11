'use client';

import { SettingsHeader } from '@/components/team/settings-header.tsx';
import { WallLinks } from '@/components/wall/wall-links.tsx';

export const Client = () => (
  <>
    <SettingsHeader facts="screens that show the lab" />
    <WallLinks />
  </>
);
