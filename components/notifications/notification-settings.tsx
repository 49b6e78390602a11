'use client';

import { useCan } from '../providers/me.tsx';
import { CalendarSection } from './calendar-section.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { MailServer } from './mail-state.tsx';
import { WaysTable } from './ways-table.tsx';
import { WebhookSection } from './webhook-section.tsx';

/** Which ways one is told what; calendars and webhooks of one's own, and of the lab for who keeps it. */
export function NotificationSettings() {
  const can = useCan();
  return (
    <main id="main" className="page-body max-w-[48rem]">
      <div className="flex flex-col gap-10">
        <WaysTable />
        <CalendarSection />
        <WebhookSection
          whose="mine"
          title="Your webhooks"
          about="Each thing you are told is sent there as JSON, signed, and tried again for 15 hours when it fails."
        />
        <DeliveryList whose="mine" title="What went out to you" />
        {can('webhook:manage-lab') && (
          <>
            <MailServer />
            <WebhookSection
              whose="lab"
              title="Webhooks of the lab"
              about="Everything that anybody is told is sent there."
            />
            <DeliveryList whose="lab" title="What went out of the lab" />
          </>
        )}
      </div>
    </main>
  );
}
