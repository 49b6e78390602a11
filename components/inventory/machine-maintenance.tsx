'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatRange, zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { toast } from '../ui/toast.tsx';
import { AsideItem, AsideList } from './aside-list.tsx';
import type { MachineView, MaintenanceView } from './types.ts';

const AHEAD_MS = 90 * 86_400_000;

/** Maintenance that runs or is planned, with the way to call it off; nothing when there is none. */
export function MachineMaintenance({ machine }: { machine: MachineView }) {
  const trpc = useTRPC();
  const zone = useZone();
  const can = useCan();
  const fromMs = useNow(900_000);
  const nowMs = useNow(60_000);
  const [asked, setAsked] = useState<MaintenanceView | null>(null);
  const window = { from: new Date(fromMs).toISOString(), to: new Date(fromMs + AHEAD_MS).toISOString() };
  const query = trpc.bookings.maintenance.queryOptions({ ...window, machineId: machine.id });
  const { data, dataUpdatedAt } = useQuery(query);
  // What was ended a moment ago ended after the page last looked at the clock.
  const planned = whole(data ?? []).filter((it) => Date.parse(it.endsAt) > Math.max(nowMs, dataUpdatedAt));
  if (planned.length === 0) return null;
  return (
    <>
      <AsideList title={`Maintenance, times in ${zoneName(zone, nowMs)}`} empty="">
        {planned.map((it) => (
          <AsideItem key={it.id} icon={<StatusGlyph status="maintenance" label={null} />}>
            <span className="flex items-start justify-between gap-2">
              <span className="min-w-0">
                <b>{it.note ?? 'Maintenance'}</b>
                <span className="block text-muted">
                  {formatRange(it.startsAt, it.endsAt, zone, nowMs)}
                  {it.waits && ', a part waits for a booking'}
                </span>
              </span>
              {can('machine:edit') && (
                <Button small look="quiet" onClick={() => setAsked(it)}>
                  {hasBegun(it, nowMs) ? 'End…' : 'Call off…'}
                </Button>
              )}
            </span>
          </AsideItem>
        ))}
      </AsideList>
      {asked && <CallOff maintenance={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

/** A window's parts on this machine as the one time they are; called off they are together. */
function whole(parts: readonly MaintenanceView[]): MaintenanceView[] {
  const windows = new Map<string, MaintenanceView>();
  for (const part of parts) {
    const key = part.windowId ?? part.id;
    const known = windows.get(key);
    if (!known) windows.set(key, part);
    else
      windows.set(key, {
        ...part,
        startsAt: known.startsAt,
        endsAt: Date.parse(part.endsAt) > Date.parse(known.endsAt) ? part.endsAt : known.endsAt,
        waits: known.waits || part.waits,
      });
  }
  return [...windows.values()];
}

const hasBegun = (it: MaintenanceView, nowMs: number): boolean => Date.parse(it.startsAt) <= nowMs;

function CallOff({ maintenance, onClose }: { maintenance: MaintenanceView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const runs = hasBegun(maintenance, nowMs);
  const name = maintenance.machineName;
  const cancel = useMutation(
    trpc.bookings.cancelMaintenance.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.bookings.maintenance.pathFilter());
        toast.done(runs ? `Maintenance of ${name} ended` : `Maintenance of ${name} called off`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={runs ? `End the maintenance of ${name} now?` : `Call off the maintenance of ${name}?`}
      keepLabel="Keep it"
      confirmLabel={runs ? 'End maintenance' : 'Call off'}
      busyLabel={runs ? 'Ending…' : 'Calling off…'}
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ id: maintenance.id })}
    >
      {formatRange(maintenance.startsAt, maintenance.endsAt, zone, nowMs)}
      {maintenance.note && `: ${maintenance.note}`}. Anybody can book it for that time then.
    </ConfirmDialog>
  );
}
