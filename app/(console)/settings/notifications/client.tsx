'use client';

import { NotificationSettings } from '@/components/notifications/notification-settings.tsx';
import { SettingsHeader } from '@/components/team/settings-header.tsx';

export const Client = () => (
  <>
    <SettingsHeader facts="how you are told, and what follows your bookings" />
    <NotificationSettings />
  </>
);
