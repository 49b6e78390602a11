'use client';

import { ReportBlock } from './report-block.tsx';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { usePathname, useSearchParams } from 'next/navigation';
import { formatCount, formatPercent, zoneName } from '@/shared/domain/format.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { UseGrouping } from '@/shared/schemas/use-report.ts';
import { HeatMap } from '../charts/heat-map.tsx';
import { changeAddress } from '../layout/change-address.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Figure } from '../ui/figure.tsx';
import '../ui/list-table.css';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { kindColor } from './kind-report.ts';
import { hours, leadingHours } from './report-numbers.ts';
import type { ReportAsk } from './report-shell.tsx';
import './reports.css';
import { SimulatedNote } from './simulated-note.tsx';
import type { UseView as Use } from './types.ts';
import { UseGroups } from './use-groups.tsx';
import { UseLost } from './use-lost.tsx';
import { UseRows } from './use-rows.tsx';

const MS_PER_HOUR = 3_600_000;

/** Booked, used, idle and never come to, by whatever one asks for; all of it in the address. */
export default function UseView({ span, before, kind, timeZone }: ReportAsk) {
  const trpc = useTRPC();
  const query = useSearchParams();
  const pathname = usePathname();
  const by = UseGrouping.catch('machine').parse(query.get('by'));
  const briefly = { trpc: { abortOnUnmount: true } };
  const use = useQuery({
    ...trpc.reports.use.queryOptions({ ...span, kind, by }, briefly),
    placeholderData: keepPreviousData,
  });
  const compared = useQuery({
    ...trpc.reports.use.queryOptions({ ...before, kind, by: 'machine' }, briefly),
    enabled: use.isSuccess,
  });
  const change = (changes: Record<string, string | null>): void => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes))
      if (value === null) next.delete(name);
      else next.set(name, value);
    changeAddress(`${pathname}?${next}`, 'replace');
  };
  if (use.isPending) return <SkeletonRows label="Loading the use" count={8} />;
  if (use.isError) return <ErrorNote error={use.error} onRetry={() => void use.refetch()} />;
  const open = query.get('row');
  return (
    <div className="report">
      {kind === 'simulated' && <SimulatedNote />}
      <Figures use={use.data} before={compared.data?.totals ?? null} />
      <ReportBlock
        id="use-hours"
        title="Hours of the week"
        facts={<>times in {zoneWords(span, timeZone)} as on the wall</>}
        isWide
      >
        <Week use={use.data} color={kindColor(kind, 'var(--series-1)')} />
      </ReportBlock>
      <UseGroups
        use={use.data}
        by={by}
        kind={kind}
        onBy={(it) => change({ by: it, row: null })}
        onOpen={(key) => change({ row: key ?? '' })}
      />
      <UseLost use={use.data} ask={{ ...span, kind, by: 'machine' }} timeZone={timeZone} />
      {open !== null && (
        <UseRows
          ask={{ ...span, kind, by, key: open === '' ? null : open }}
          group={use.data.groups.find((it) => (it.key ?? '') === open)}
          timeZone={timeZone}
          onClose={() => change({ row: null })}
        />
      )}
    </div>
  );
}

function Figures({ use, before }: { use: Use; before: Use['totals'] | null }) {
  const { totals, machines } = use;
  const lengthMs = Date.parse(use.to) - Date.parse(use.from);
  const macs = `${formatCount(machines)} ${machines === 1 ? 'Mac' : 'Macs'}`;
  const night = shareOf(use, (_day, hour) => hour >= 20 || hour < 7);
  const weekend = shareOf(use, (day) => day >= 5);
  const was = (ms: number | undefined): string => (ms === undefined ? '' : `, was ${hours(ms)} h`);
  return (
    <dl className="report-figures">
      <Figure
        label="Booked"
        value={leadingHours(totals.bookedMs)}
        unit="h"
        basis={`of ${macs} × ${formatCount(lengthMs / MS_PER_HOUR)} h${was(before?.bookedMs)}`}
      />
      <Figure
        label="Used"
        value={leadingHours(totals.usedMs)}
        unit="h"
        basis={`${ofBooked(totals.usedMs, totals.bookedMs)}${was(before?.usedMs)}`}
      />
      <Figure
        label="Idle"
        value={leadingHours(totals.idleMs)}
        unit="h"
        basis={`booked without a model, ${ofBooked(totals.idleMs, totals.bookedMs)}${was(before?.idleMs)}`}
      />
      <Figure
        label="No-shows"
        value={formatCount(totals.noShows)}
        basis={`${hours(totals.noShowMs)} h lost, ${hours(totals.freedMs)} h freed for others${before ? `, were ${formatCount(before.noShows)}` : ''}`}
      />
      <Figure
        label="At night, 20 to 07"
        value={
          night === null ? <span className="unknown-value text-md">not used</span> : formatPercent(night)
        }
        basis={weekend === null ? undefined : `of used; weekends ${formatPercent(weekend)}`}
      />
    </dl>
  );
}

function Week({ use, color }: { use: Use; color: string }) {
  const values = use.hours.map((it) => (it.lengthMs > 0 ? it.usedMs / it.lengthMs : null));
  const format = (value: number): string => `${Number(value.toFixed(1))} Macs`;
  const highest = values.reduce<number>((most, it) => Math.max(most, it ?? 0), 0);
  return (
    <HeatMap
      title="At work"
      unit={`Macs on average, of ${use.machines}`}
      values={values}
      format={format}
      color={color}
      summary={`Macs at work on average in each hour of the week, up to ${format(highest)}. The table holds them all.`}
    />
  );
}

function shareOf({ hours: week }: Use, isWanted: (day: number, hour: number) => boolean): number | null {
  const sum = (cells: Use['hours']): number => cells.reduce((total, it) => total + it.usedMs, 0);
  const all = sum(week);
  return all > 0 ? sum(week.filter((_, cell) => isWanted(Math.floor(cell / 24), cell % 24))) / all : null;
}

const ofBooked = (ms: number, bookedMs: number): string =>
  bookedMs > 0 ? `${formatPercent(ms / bookedMs)} of booked` : 'nothing was booked';

/** "CEST and CET" where the clocks changed within the time. */
const zoneWords = ({ from, to }: Span, timeZone: string): string =>
  [...new Set([zoneName(timeZone, from), zoneName(timeZone, to.getTime() - 1)])].join(' and ');
