'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { SessionDetailView } from './types.ts';
import { useOverrule } from './use-overrule.ts';

/** Says why a loaded session does not serve, and lets who may decide otherwise. */
export function WithheldBanner({ session }: { session: SessionDetailView }) {
  const may = useCan()('session:overrule');
  const [asks, setAsks] = useState<'serve' | 'forget' | null>(null);
  const { serve, forget } = useOverrule(session.id, () => setAsks(null));
  if (session.state !== 'withheld') return null;
  const { incident } = session;
  const action = asks === 'forget' ? forget : serve;
  return (
    <div className="pb-4">
      <Banner
        tone="error"
        icon={<StatusGlyph status="fault" label={null} />}
        title={`${incident?.title ?? 'It answers otherwise than it did before'}.`}
        action={
          may && (
            <span className="flex flex-wrap gap-2">
              <Button small onClick={() => setAsks('forget')}>
                Forget the old answer…
              </Button>
              <Button small onClick={() => setAsks('serve')}>
                Serve anyway…
              </Button>
            </span>
          )
        }
      >
        It is loaded and takes no question. {incident?.sentence}{' '}
        {incident && (
          <Link className="link" prefetch={false} href={`/incidents/${incident.id}`}>
            Incident {incident.number}: why, and what to do
          </Link>
        )}
        {!may && <span className="block text-muted">An admin of the lab can let it serve.</span>}
      </Banner>
      <ConfirmDialog
        open={asks !== null}
        onOpenChange={(open) => !open && setAsks(null)}
        title={
          asks === 'forget'
            ? `Forget what ${session.modelTitle} is known to answer?`
            : `Let ${session.modelTitle} serve as it is?`
        }
        keepLabel="Keep it held back"
        confirmLabel={asks === 'forget' ? 'Forget and ask again' : 'Serve anyway'}
        busyLabel="Telling it…"
        busy={action.isPending}
        error={action.error}
        onConfirm={() => action.mutate({ id: session.id })}
      >
        {asks === 'forget'
          ? 'It is asked again, and what it says then is what every later session with these files is held against.'
          : 'Everybody who may ask it gets its answers, which may be wrong. Its page says who let it serve.'}
      </ConfirmDialog>
    </div>
  );
}
