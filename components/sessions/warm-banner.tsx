'use client';

import { Flame } from 'lucide-react';
import Link from 'next/link';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import type { SessionDetailView } from './types.ts';
import { useSessionActions } from './use-session-actions.ts';

type WarmBannerProps = { session: SessionDetailView; timeZone: string; nowMs: number };

/** How its model stayed loaded after the booking, and what became of it; and on whose model a session went on. */
export function WarmBanner({ session, timeZone, nowMs }: WarmBannerProps) {
  const { warm, takesOverId, state } = session;
  const moment = (at: string) => formatDateTime(at, timeZone, nowMs);
  const isWarm = state === 'warm';
  if (warm)
    return (
      <div className="pb-4">
        <Banner
          tone="neutral"
          icon={<Flame aria-hidden size={16} strokeWidth={1.6} />}
          title={
            isWarm
              ? `Kept warm until ${moment(warm.until)} at the latest, for who comes next.`
              : 'Its model was kept warm after the booking.'
          }
          action={isWarm ? <EndNow id={session.id} /> : null}
        >
          {isWarm &&
            'Who starts the same model on the same Macs goes on with it. It answers nobody until then, and its energy is the lab’s, at rest.'}
          {!isWarm && warm.takenOverById !== null && (
            <>
              Handed over{warm.endedAt && ` at ${moment(warm.endedAt)}`} to{' '}
              <Link className="link" prefetch={false} href={`/sessions/${warm.takenOverById}`}>
                the next session
              </Link>
              .
            </>
          )}
          {!isWarm && warm.takenOverById === null && (
            <>
              {warm.end}
              {warm.endedAt && <span className="block text-muted">{moment(warm.endedAt)}</span>}
            </>
          )}
        </Banner>
      </div>
    );
  if (takesOverId === null) return null;
  return (
    <p className="pb-4 text-sm text-muted">
      It went on with a model that was kept warm, from{' '}
      <Link className="link" prefetch={false} href={`/sessions/${takesOverId}`}>
        the session before
      </Link>
      , instead of loading it again. What was kept of earlier prompts was dropped.
    </p>
  );
}

function EndNow({ id }: { id: string }) {
  const may = useCan();
  const { end } = useSessionActions(id);
  if (!may('session:end-any')) return null;
  return (
    <Button
      small
      busyLabel={end.isPending ? 'Ending…' : null}
      onClick={() =>
        end.mutate({ id }, { onSuccess: () => toast.done('The model is ended'), onError: toast.failed })
      }
    >
      End it now
    </Button>
  );
}
