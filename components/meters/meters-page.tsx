'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { formatDateTime, formatWatts, listNames, zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SectionHead } from '../ui/section-head.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { Written } from '../ui/written.tsx';
import { KINDS, type WallMeterView } from './types.ts';

const MeterDialog = later(() => import('./meter-dialog.tsx'));
const ReadingsDialog = later(() => import('./readings-dialog.tsx'));
/** As often as the portal reads them. */
const AGAIN_MS = 5000;

/** Plugs and PDUs over machines: what hangs on each, what it last said, how the machines' own sensors compare. */
export function MetersPage() {
  const trpc = useTRPC();
  const can = useCan();
  const [changed, setChanged] = useState<{ meter: WallMeterView | null } | null>(null);
  const [read, setRead] = useState<WallMeterView | null>(null);
  const list = useQuery(trpc.wallMeters.list.queryOptions({}, { refetchInterval: AGAIN_MS }));
  const mayManage = can('meter:manage');
  useWhenIdle(MeterDialog.warm);
  const add = mayManage && (
    <Button look="primary" onClick={() => setChanged({ meter: null })}>
      <Plus aria-hidden size={18} strokeWidth={1.8} />
      Add a meter
    </Button>
  );
  return (
    <main id="main" className="page-body max-w-[60rem]">
      {list.isPending && <SkeletonRows label="Loading the meters" />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <EmptyState title="No wall meters yet" action={add}>
          A plug or PDU sees the whole Mac at the wall. While it measures, its figure counts and the Mac’s own
          sensor is kept beside it.
        </EmptyState>
      )}
      {list.data && list.data.length > 0 && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3 pb-4">
            <p className="max-w-[40rem] text-sm text-muted">
              Where a Mac has two sources the wall meter counts and the other is kept. What the ratio says is
              shown, and no figure is corrected by it.
            </p>
            {add}
          </div>
          <div className="flex flex-col gap-8">
            {list.data.map((it) => (
              <MeterSection
                key={it.id}
                meter={it}
                mayManage={mayManage}
                onChange={() => setChanged({ meter: it })}
                onRead={() => setRead(it)}
              />
            ))}
          </div>
        </>
      )}
      {changed && <MeterDialog meter={changed.meter} onClose={() => setChanged(null)} />}
      {read && <ReadingsDialog meter={read} onClose={() => setRead(null)} />}
    </main>
  );
}

type SectionProps = { meter: WallMeterView; mayManage: boolean; onChange: () => void; onRead: () => void };

function MeterSection({ meter, mayManage, onChange, onRead }: SectionProps) {
  const headingId = useId();
  const { name, kind, note, address, channel } = meter;
  const where = [KINDS.find((it) => it.value === kind)?.label, address, kind === 'hand' ? null : channel];
  return (
    <section aria-labelledby={headingId}>
      <SectionHead
        id={headingId}
        name={name}
        tag={meter.isSilent && <Tag tone="warning">silent</Tag>}
        actions={
          mayManage && (
            <>
              {kind === 'hand' && (
                <Button small onClick={onRead} aria-label={`Enter readings of ${name}`}>
                  Enter readings…
                </Button>
              )}
              <Button small look="quiet" onClick={onChange} aria-label={`Change ${name}`}>
                Change…
              </Button>
              <RemoveButton meter={meter} />
            </>
          )
        }
      >
        <p className="text-sm text-muted [overflow-wrap:anywhere]">{where.filter(Boolean).join(' · ')}</p>
        {note && (
          <p className="text-sm text-text-2">
            <Written text={note} />
          </p>
        )}
      </SectionHead>
      <MeterFacts meter={meter} />
    </section>
  );
}

function MeterFacts({ meter }: { meter: WallMeterView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { links, lastAt, lastWatts, problem, problemSince, ratio } = meter;
  const on = links.filter(({ endsAt }) => endsAt === null || new Date(endsAt).getTime() > nowMs);
  const names = [...new Set(on.map((it) => it.machineName))];
  const when = (at: Date | string): string => `${formatDateTime(at, zone, nowMs)} ${zoneName(zone, at)}`;
  return (
    <dl className="grid gap-x-6 gap-y-1 py-2 text-sm tablet:grid-cols-[10rem_1fr]">
      <dt className="text-muted">Meters</dt>
      <dd>
        {names.length === 0 ? 'No Mac hangs on it now' : <Written text={listNames(names)} />}
        {names.length > 1 && (
          <span className="block text-muted">
            It can’t tell them apart: their energy is one figure, in the row of the first. Sessions that run
            at one time share it by their number of Macs.
          </span>
        )}
      </dd>
      <dt className="text-muted">Last reading</dt>
      <dd>
        {lastAt === null
          ? 'None yet'
          : `${lastWatts === null ? 'Energy only' : formatWatts(lastWatts)}, ${when(lastAt)}`}
        {problem && (
          <span className="block text-maintenance-text">
            Not read{problemSince && ` since ${when(problemSince)}`}: {problem}. Until it speaks again that
            time is not covered.
          </span>
        )}
      </dd>
      <dt className="text-muted">Own sensors see</dt>
      <dd>
        {ratio === null
          ? 'Not known yet: it takes an hour in which both measure throughout'
          : `${(100 * ratio.eta).toFixed(1)} % of what the wall meter does, over ${Math.round(ratio.hours)} h of the last 90 days`}
      </dd>
    </dl>
  );
}

function RemoveButton({ meter: { id, name } }: { meter: WallMeterView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.wallMeters.remove.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.wallMeters.pathFilter()),
      onError: toast.failed,
    }),
  );
  return (
    <Button
      small
      look="quiet"
      aria-label={`Take ${name} away`}
      busyLabel={remove.isPending ? 'Taking away…' : null}
      onClick={() =>
        remove.mutate(
          { id, removed: true },
          {
            onSuccess: () =>
              toast.done(`“${name}” taken away; what it measured stays`, () =>
                remove.mutate({ id, removed: false }),
              ),
          },
        )
      }
    >
      Take away
    </Button>
  );
}
