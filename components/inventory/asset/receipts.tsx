'use client';

import { PackageOpen } from 'lucide-react';
import { useMe, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { Banner } from '../../ui/banner.tsx';
import { AcknowledgeButton } from './custody-section.tsx';
import { receiptWords } from './custody-words.ts';
import { useHandedOut } from './use-handed-out.ts';

/** What one was given and has not said yet to have. */
export function Receipts() {
  const me = useMe();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const handedOut = useHandedOut().data ?? [];
  const open = handedOut.filter((it) => it.personId === me.id && it.acknowledgedAt === null);
  if (open.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 pb-4">
      {open.map((it) => (
        <Banner
          key={it.id}
          icon={<PackageOpen aria-hidden size={17} strokeWidth={1.6} />}
          title={receiptWords(it, { zone, nowMs })}
          action={<AcknowledgeButton custody={it} />}
        >
          {it.note}
        </Banner>
      ))}
    </div>
  );
}
