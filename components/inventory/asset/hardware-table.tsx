'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.tsx';
import { Value } from '../../ui/value.tsx';
import '../../ui/list-table.css';
import type { HardwareView, MachineDetailView } from '../types.ts';
import './asset.css';
import { SectionHead } from './section-head.tsx';

type Row = HardwareView['rows'][number];

/** What its agent sees beside what was entered; what differs is amber, with the way to make it agree. */
export function HardwareTable({ machine }: { machine: MachineDetailView }) {
  const hardware = useQuery(useTRPC().asset.hardware.queryOptions({ machineId: machine.id }));
  const { data } = hardware;
  return (
    <section aria-label="Hardware" id="hardware" className="scroll-mt-24">
      <SectionHead title="Hardware" meta="what the agent sees beside what was entered" />
      {hardware.isPending && <SkeletonRows label="Loading the hardware" count={6} />}
      {hardware.error && <ErrorNote error={hardware.error} onRetry={() => void hardware.refetch()} />}
      {data && (
        <table className="list-table asset-table">
          <caption className="sr-only">Hardware facts with what was entered, their source and age</caption>
          <thead>
            <tr>
              <th scope="col" className="w-[14%]">
                Fact
              </th>
              <th scope="col">Observed</th>
              <th scope="col" className="w-[24%]">
                Entered
              </th>
              <th scope="col" className="w-[17%]">
                Source
              </th>
              <th scope="col" className="number">
                Read
              </th>
            </tr>
          </thead>
          <tbody>
            {data.rows.map((row) => (
              <FactRow key={row.fact} row={row} machine={machine} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function FactRow({ row, machine }: { row: Row; machine: MachineDetailView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { observed, detail, label, source, readAt, problem } = row;
  return (
    <tr data-drift={row.isDrift || undefined}>
      <th scope="row" className="text-muted max-tablet:flex-[0_0_5rem]">
        {label}
      </th>
      <td className="max-tablet:flex-[1_0_calc(100%-7rem)]">
        {observed === null ? (
          <Value state="unknown" reason={problem ?? 'The agent has not told it.'} />
        ) : (
          <b className={row.fact === 'serial' ? 'font-mono text-[0.925em] font-medium' : 'font-medium'}>
            {observed}
          </b>
        )}
        {detail && <span>, {detail}</span>}
      </td>
      <td data-label="Entered">
        <Entered row={row} machine={machine} />
      </td>
      <td className="text-muted" data-label="By">
        {source}
      </td>
      <td className="number">{readAt === null ? '–' : formatMoment(readAt, zone, nowMs)}</td>
    </tr>
  );
}

function Entered({ row, machine }: { row: Row; machine: MachineDetailView }) {
  const can = useCan();
  if (row.entered === null) return <span className="text-muted">–</span>;
  if (!row.isDrift) return <span className="text-muted">{row.entered}</span>;
  return (
    <>
      <span className="text-maintenance-text">{row.entered}</span>{' '}
      {row.take && can('machine:edit') && <TakeButton take={row.take} label={row.label} machine={machine} />}
    </>
  );
}

/** Reversible, so it is done at once. */
function TakeButton({
  take,
  label,
  machine,
}: {
  take: NonNullable<Row['take']>;
  label: string;
  machine: MachineDetailView;
}) {
  const trpc = useTRPC();
  const asset = useQuery(trpc.register.get.queryOptions({ id: machine.id })).data;
  const edit = useMutation(trpc.register.edit.mutationOptions({ onError: toast.failed }));
  const was =
    asset &&
    Object.fromEntries(Object.keys(take.changes).map((key) => [key, asset[key as keyof typeof asset]]));
  const takeIt = (): void =>
    edit.mutate(
      { id: machine.id, revision: asset?.revision ?? machine.revision, changes: take.changes },
      {
        onSuccess: (after) =>
          toast.done(`${label} of ${machine.name} is entered as its agent sees it`, () =>
            edit.mutate({ id: machine.id, revision: after.revision, changes: was ?? {} }),
          ),
      },
    );
  return (
    <button
      type="button"
      className="text-link underline underline-offset-2 coarse:min-h-11"
      aria-disabled={edit.isPending || undefined}
      onClick={edit.isPending ? undefined : takeIt}
    >
      {edit.isPending ? 'Taking…' : take.label}
    </button>
  );
}
