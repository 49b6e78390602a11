'use client';

import { AnnouncementSection } from './announcement-section.tsx';
import { AuditRetentionSection } from './audit-retention.tsx';
import { KeepingSection } from './keeping-section.tsx';
import { PauseSection } from './pause-section.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { useMe } from '../providers/me.tsx';

/** What an admin says to the lab, when it takes no bookings, and how long it remembers. */
export function LabPage() {
  const me = useMe();
  return (
    <>
      <SettingsHeader facts={`${me.lab.name} · ${me.lab.timeZone}`} />
      <main id="main" className="page-body flex max-w-[44rem] flex-col gap-8">
        <AnnouncementSection />
        <PauseSection />
        <KeepingSection />
        <AuditRetentionSection />
      </main>
    </>
  );
}
