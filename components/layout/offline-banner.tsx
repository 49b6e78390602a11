'use client';

import { formatDuration, formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useConnection } from '../providers/realtime.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';

/** One strip while the portal is not reachable: since when, and when it will be tried again. */
export function OfflineBanner() {
  const zone = useZone();
  const { state, lastWordAtMs, retryAtMs, refusal, retryNow } = useConnection();
  const nowMs = useNow(1000);
  if (state !== 'offline') return null;
  const waitMs = retryAtMs === null ? 0 : Math.max(0, retryAtMs - nowMs);
  const since =
    lastWordAtMs === null ? 'Not connected.' : `Not connected since ${formatTime(lastWordAtMs, zone, true)}.`;
  return (
    <div className="px-4 pt-3 tablet:px-6">
      <Banner
        icon={<StatusGlyph status="unknown" label={null} />}
        title={since}
        action={
          <Button small onClick={retryNow}>
            Try now
          </Button>
        }
      >
        {refusal ?? 'Numbers on this page are from then.'}{' '}
        <span aria-live="off">
          {waitMs > 0
            ? `Trying again in ${formatDuration(Math.ceil(waitMs / 1000) * 1000)}.`
            : 'Trying again.'}
        </span>
      </Banner>
    </div>
  );
}
