'use client';

import { ReportTable } from './report-table.tsx';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { formatMonth, formatZonedMoment } from '@/shared/domain/format.ts';
import { monthKeyOf } from '@/shared/domain/month-key.ts';
import { exactMonth } from '@/shared/domain/month.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import '../ui/list-table.css';
import { chargedOf, moneyWords, type StatementMonthView } from './cost-words.ts';
import { FreezeRule } from './freeze-rule.tsx';
import { hours, kilowattHours, LONG_AGO } from './report-numbers.ts';
import { type ReportAsk, ReportShell } from './report-shell.tsx';
import './reports.css';

/** Each team's statement of a month, and whether the month is frozen. */
export function StatementsPage() {
  return (
    <ReportShell href="/reports/statements" isBeyondUse>
      {(ask) => <Statements {...ask} />}
    </ReportShell>
  );
}

function Statements({ span, kind, timeZone }: ReportAsk) {
  const trpc = useTRPC();
  const month = monthKeyOf(span.from, timeZone);
  const list = useQuery(trpc.costs.statements.queryOptions({ month }, { trpc: { abortOnUnmount: true } }));
  if (list.isPending) return <SkeletonRows label="Loading the statements" count={4} />;
  if (list.isError) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  const teams = list.data.teams.filter((it) => it.shown === kind);
  return (
    <div className="report">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-4 text-sm">
        {!exactMonth(span, timeZone) && (
          <span className="text-muted">Statements are of whole months: {formatMonth(`${month}-01`)}.</span>
        )}
        <FrozenState month={list.data} />
      </div>
      {teams.length === 0 ? (
        <EmptyState title="No statement of this month">
          A team has one once it has booked a machine, or somebody has added an entry.
        </EmptyState>
      ) : (
        <TeamTable month={month} kind={kind} teams={teams} />
      )}
      <FreezeRule days={list.data.freezeAfterDays} />
      <p className="report-foot">
        A frozen month stays as it is: a later change of a name, a team, a price or a charge is an entry on
        the statement of the month in which it is made, and names the month it corrects.
      </p>
    </div>
  );
}

function FrozenState({ month }: { month: StatementMonthView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const can = useCan();
  const [isAsked, setAsked] = useState(false);
  const name = formatMonth(`${month.month}-01`);
  const freeze = useMutation(
    trpc.costs.freezeMonth.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        void queries.invalidateQueries(trpc.reports.pathFilter());
        toast.done(`${name} is frozen`);
        setAsked(false);
      },
    }),
  );
  if (month.frozenAt) {
    const at = formatZonedMoment(month.frozenAt, month.timeZone, LONG_AGO);
    return (
      <span className="flex flex-wrap items-center gap-2 text-muted">
        <Tag>frozen</Tag> on {at}, by {month.frozenByName}
      </span>
    );
  }
  if (!month.isOver) return <span className="text-muted">The month is not over: these figures grow.</span>;
  const open =
    month.unsettled === 1
      ? '1 session is not settled yet'
      : `${month.unsettled} sessions are not settled yet`;
  return (
    <>
      <span className="text-muted">{month.unsettled > 0 ? `Not frozen: ${open}.` : 'Not frozen yet.'}</span>
      {can('cost:manage') && month.unsettled === 0 && (
        <Button small onClick={() => setAsked(true)}>
          Freeze {name}…
        </Button>
      )}
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Freeze ${name}?`}
        keepLabel="Not yet"
        confirmLabel="Freeze the month"
        busyLabel="Freezing…"
        busy={freeze.isPending}
        error={freeze.error}
        onConfirm={() => freeze.mutate({ month: month.month })}
      >
        Its figures are kept as they are now, for good. What is put right later is an entry of a later month.
      </ConfirmDialog>
    </>
  );
}

type TeamTableProps = { month: string; kind: 'real' | 'simulated'; teams: StatementMonthView['teams'] };

function TeamTable({ month, kind, teams }: TeamTableProps) {
  return (
    <ReportTable label="Statements by team">
      <thead>
        <tr>
          <th scope="col">Team</th>
          <NumberHeads of={['Booked h', 'Used h', 'Session kWh', 'Charged', 'Adjustments', 'To pay']} />
        </tr>
      </thead>
      <tbody>
        {teams.map(({ teamId, teamName, figures, adjustments, toPay }) => (
          <tr key={teamId ?? 'none'}>
            <th scope="row">
              <Link href={`/reports/statements/${teamId ?? 'none'}?month=${month}&show=${kind}`}>
                <Written text={teamName ?? 'No team'} />
              </Link>
            </th>
            <td className="number">{hours(figures.reservedMs)}</td>
            <td className="number">{hours(figures.usedMs)}</td>
            <td className="number">
              {figures.joules === null ? 'not measured' : kilowattHours(figures.joules)}
            </td>
            <td className="number">{moneyWords(chargedOf(figures))}</td>
            <td className="number">{moneyWords(adjustments)}</td>
            <td className="number">{moneyWords(toPay)}</td>
          </tr>
        ))}
      </tbody>
    </ReportTable>
  );
}
