'use client';

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { formatCount, formatDateTime, formatDuration } from '@/shared/domain/format.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { newId } from '../ui/new-id.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { InTheWay, type Ways } from './in-the-way.tsx';
import { emptyPlan, type PlanForm, planOf, problemOf, ruleOf, timesOf, wantedOf } from './plan-form.ts';
import { PlanSentence } from './plan-sentence.tsx';
import { SeriesDates } from './series-dates.tsx';
import type { IslandView, MachineView, WindowView } from './types.ts';
import { useMaintenanceChanged } from './use-maintenance-changed.ts';

type Props = {
  machines: readonly MachineView[];
  islands: readonly IslandView[];
  machineIds: readonly string[];
  /** What is changed; null plans anew. */
  window: WindowView | null;
  /** Another start that was chosen for it. */
  from: string | null;
  onDone: () => void;
};

/** Plans or changes maintenance: a sentence, who is in the way of it, and what becomes of each. */
export default function PlanMaintenance({ machines, islands, machineIds, window, from, onDone }: Props) {
  const trpc = useTRPC();
  const maintenanceChanged = useMaintenanceChanged();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const id = useRef(newId());
  const [form, setForm] = useState<PlanForm>(() =>
    window ? planOf(window, zone, from) : emptyPlan(machineIds, nowMs, zone),
  );
  const [ways, setWays] = useState<Ways>({});
  const [asked, setAsked] = useState(false);
  const problem = problemOf(form, nowMs, zone);
  const times = timesOf(form, zone);
  const rule = ruleOf(form);
  const wanted = wantedOf(form, zone);
  const isSettled = useSettled(wanted) === wanted;
  const preview = useQuery({
    ...trpc.maintenance.preview.queryOptions({
      machineIds: [...form.machineIds],
      startsAt: times?.startsAt.toISOString() ?? '',
      endsAt: times?.endsAt.toISOString() ?? '',
      ...(window && { windowId: window.id }),
    }),
    enabled: isSettled && problem === null && rule === null,
    placeholderData: keepPreviousData,
  });
  const inTheWay = rule === null && problem === null ? (preview.data?.inTheWay ?? []) : [];
  const open = inTheWay.filter((it) => it.bookingId === null || !ways[it.bookingId]);
  const done = {
    onSuccess: () => {
      void maintenanceChanged();
      toast.done(window ? 'Maintenance changed' : 'Maintenance planned');
      onDone();
    },
  };
  const plan = useMutation(trpc.maintenance.plan.mutationOptions(done));
  const change = useMutation(trpc.maintenance.change.mutationOptions(done));
  const planSeries = useMutation(trpc.maintenance.planSeries.mutationOptions(done));
  const sending = rule ? planSeries : window ? change : plan;
  const change_ = (it: Partial<PlanForm>): void => {
    const next = { ...form, ...it };
    setForm(next);
    if (wantedOf(next, zone) !== wanted) setWays({});
  };
  const submit = (): void => {
    setAsked(true);
    if (problem !== null || !times) return;
    const common = { machineIds: [...form.machineIds], note: form.note.trim() };
    if (rule) return planSeries.mutate({ id: id.current, ...common, ...rule });
    if (!isSettled || open.length > 0 || preview.isPending) return;
    const input = {
      ...common,
      startsAt: times.startsAt.toISOString(),
      endsAt: times.endsAt.toISOString(),
      ways: inTheWay.flatMap((it) => (it.bookingId && ways[it.bookingId]) || []),
    };
    if (window) change.mutate({ id: window.id, ...input });
    else plan.mutate({ id: id.current, ...input });
  };
  const openProblem =
    asked && open.length > 0 ? 'Choose for each booking below what becomes of it, or other hours.' : null;
  return (
    <>
      <form
        noValidate
        aria-label={window ? 'Change maintenance' : 'Plan maintenance'}
        className="rounded-lg border border-border-strong bg-surface"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="flex flex-wrap items-start justify-end gap-3 pr-3 pb-3 tablet:flex-nowrap tablet:pb-0">
          <div className="min-w-0 flex-1 basis-full tablet:basis-0">
            <PlanSentence
              form={form}
              machines={machines}
              islands={islands}
              once={window !== null}
              onChange={change_}
            />
          </div>
          <Button
            type="submit"
            look="primary"
            className="tablet:mt-3"
            busyLabel={sending.isPending ? 'Planning…' : null}
          >
            {submitWords(ways, window !== null)}
          </Button>
        </div>
        <Facts form={form} inTheWay={rule ? null : preview.data ? inTheWay.length : null} nowMs={nowMs} />
        {asked && (problem ?? openProblem) && (
          <p role="alert" className="px-4 pb-3 text-sm text-fault-text">
            {problem ?? openProblem}
          </p>
        )}
      </form>
      <div className="pt-4">
        <FormError error={sending.error} repeatable />
      </div>
      {form.machineIds.length === 0 && (
        <p className="py-2 text-text-2">
          Choose which machines are taken out: who is in the way of it is shown here.
        </p>
      )}
      {rule && problem === null && <SeriesDates machineIds={form.machineIds} rule={rule} />}
      {!rule && problem === null && preview.isPending && <SkeletonRows label="Looking who is in the way" />}
      {!rule && problem === null && preview.isError && (
        <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {!rule && problem === null && preview.data && !preview.isError && times && (
        <InTheWay
          inTheWay={inTheWay}
          nextFree={preview.data.nextFree}
          ways={ways}
          onWays={setWays}
          onTake={(startsAt) => change_(toLocal(startsAt, zone))}
        />
      )}
    </>
  );
}

/** The button says what it does to whom. */
function submitWords(ways: Ways, isChange: boolean): string {
  const count = (kind: string): number => Object.values(ways).filter((it) => it?.kind === kind).length;
  const parts = [
    count('move') > 0 && `move ${count('move')}`,
    count('ask') > 0 && `ask ${count('ask')}`,
  ].filter(Boolean);
  return [isChange ? 'Change it' : 'Plan it', ...parts].join(' and ');
}

type FactsProps = { form: PlanForm; inTheWay: number | null; nowMs: number };

function Facts({ form, inTheWay, nowMs }: FactsProps) {
  const zone = useZone();
  const times = timesOf(form, zone);
  const hours = (form.durationMinutes / 60) * form.machineIds.length;
  const aheadMs = times ? times.startsAt.getTime() - nowMs : 0;
  return (
    <ul className="pick-facts">
      <li>
        <b>{Math.round(hours * 10) / 10}</b> machine-hours
      </li>
      {times && aheadMs > 0 && (
        <li>
          <b>{formatDuration(aheadMs)}</b> from now
        </li>
      )}
      {inTheWay !== null && (
        <li>
          <b>{inTheWay === 0 ? 'nobody' : formatCount(inTheWay)}</b> in the way
        </li>
      )}
      {times && <li className="text-muted">ends {formatDateTime(times.endsAt, zone, nowMs)}</li>}
    </ul>
  );
}
