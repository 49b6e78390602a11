'use client';

import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useSearchParams } from 'next/navigation';
import type { AppRouter } from '@/server/trpc/root.ts';
import { changeAddress } from '../layout/change-address.ts';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import {
  labelAddressOf,
  type LabelFormat,
  type LabelQuestion,
  labelQuestionOf,
  labelsASheet,
  toSheets,
} from './label-formats.ts';
import { LabelSheetView } from './label-sheet.tsx';
import { LabelsSentence } from './labels-sentence.tsx';
import './labels.css';

type Labels = inferRouterOutputs<AppRouter>['register']['labels'];
export type LabelView = Labels['labels'][number];

/** Labels with a code that opens the Mac's page, to print on sheets or tape. */
export function LabelsPage() {
  const trpc = useTRPC();
  const question = labelQuestionOf(useSearchParams());
  const labels = useQuery(trpc.register.labels.queryOptions({}));
  const ask = (change: Partial<LabelQuestion>): void =>
    changeAddress(labelAddressOf({ ...question, ...change }), 'replace');
  const wanted = chosenOf(labels.data?.labels ?? [], question.ids);
  return (
    <>
      <PageHeader title="Macs" facts="labels for the register" tabs={machineTabs('/machines/register')} />
      <main id="main" className="page-body lbl-page">
        {labels.isPending && <SkeletonRows label="Loading the labels" count={6} />}
        {labels.isError && <ErrorNote error={labels.error} onRetry={() => void labels.refetch()} />}
        {labels.data && !labels.isError && (
          <>
            <LabelsSentence labels={labels.data.labels} wanted={wanted} question={question} onAsk={ask} />
            {wanted.length === 0 ? (
              <NoLabels isAny={labels.data.labels.length > 0} onAll={() => ask({ ids: [] })} />
            ) : (
              <Sheets data={labels.data} wanted={wanted} question={question} />
            )}
          </>
        )}
      </main>
    </>
  );
}

/** Those of the address; without any all that are not retired. */
const chosenOf = (labels: readonly LabelView[], ids: readonly string[]): LabelView[] =>
  labels.filter(({ id, isRetired }) => (ids.length > 0 ? ids.includes(id) : !isRetired));

function Sheets({ data, wanted, question }: { data: Labels; wanted: LabelView[]; question: LabelQuestion }) {
  const { format, from, withSerial } = question;
  const sheets = toSheets(wanted, format, from);
  return (
    <>
      <p className="no-print py-3 text-sm text-muted">{wordsOf(format, sheets.length)}</p>
      {isOnlyHere(data.address) && (
        <div className="no-print pb-3">
          <Banner tone="warning" title={`These codes lead to ${data.address}.`}>
            Only this computer knows that address. Set ESPALIER_URL to the one people use, then print.
          </Banner>
        </div>
      )}
      <ScrollRegion label="The sheets" className="lbl-sheets">
        {sheets.map((slots, index) => (
          <LabelSheetView
            // oxlint-disable-next-line react/no-array-index-key -- a sheet is its number
            key={index}
            number={index + 1}
            slots={slots}
            format={format}
            withSerial={withSerial}
            address={data.address}
            labName={data.labName}
          />
        ))}
      </ScrollRegion>
    </>
  );
}

function wordsOf(format: LabelFormat, sheets: number): string {
  const many = labelsASheet(format);
  const size =
    many === 1
      ? `${sheets === 1 ? 'One label' : `${sheets} labels`} on tape`
      : `${many} labels a sheet${sheets > 1 ? `, ${sheets} sheets` : ''}`;
  return `${size}, at true size in print: choose 100 % and no margins there. The code opens the Mac’s page after the usual sign-in; no app is needed.`;
}

const isOnlyHere = (address: string): boolean =>
  /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(new URL(address).host);

function NoLabels({ isAny, onAll }: { isAny: boolean; onAll: () => void }) {
  return (
    <EmptyState
      title="No Mac to label"
      action={
        isAny ? (
          <Button onClick={onAll}>Label all of them</Button>
        ) : (
          <ButtonLink href="/machines">To the list of Macs</ButtonLink>
        )
      }
    >
      {isAny
        ? 'None of the Macs in this address is in the lab any more.'
        : 'A label for each of the lab’s Macs stands here. Simulated ones have nothing to stick one on.'}
    </EmptyState>
  );
}
