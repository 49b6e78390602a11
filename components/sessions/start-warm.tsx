import { Flame } from 'lucide-react';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Banner } from '../ui/banner.tsx';

/** That what one is about to start is loaded already, and how long that holds. */
export function StartWarm({ until, nowMs }: { until: string; nowMs: number }) {
  const timeZone = useZone();
  return (
    <div className="pb-5">
      <Banner
        tone="neutral"
        icon={<Flame aria-hidden size={16} strokeWidth={1.6} />}
        title="This model is loaded on these Macs already."
      >
        It was kept warm after the booking before, until {formatMoment(until, timeZone, nowMs)}{' '}
        {zoneName(timeZone, until)} at the latest. Started so, it answers a warm-up token and is ready;
        another split or another engine setting loads it again.
      </Banner>
    </div>
  );
}
