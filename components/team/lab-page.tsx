'use client';

import { AnnouncementSection } from './announcement-section.tsx';
import { AuditRetentionSection } from './audit-retention.tsx';
import { COLUMNS } from './columns.ts';
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
      <main id="main" className="page-body">
        <div className={COLUMNS}>
          <div className="flex flex-col gap-8">
            <AnnouncementSection />
            <PauseSection />
          </div>
          <div className="flex flex-col gap-8">
            <KeepingSection />
            <AuditRetentionSection />
          </div>
        </div>
      </main>
    </>
  );
}
