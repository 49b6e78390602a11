'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { possibleWishes } from '@/shared/domain/engine-settings.ts';
import { formatGigabytes } from '@/shared/domain/format.ts';
import { PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import type { EngineChanges } from '@/shared/schemas/engine-settings.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { newId } from '../ui/new-id.ts';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { StartChecks } from './start-checks.tsx';
import { StartFigures } from './start-figures.tsx';
import { StartMemory } from './start-memory.tsx';
import { StartSettings } from './start-settings.tsx';
import { StartTime } from './start-time.tsx';
import { StartWarm } from './start-warm.tsx';
import { StartWays } from './start-ways.tsx';
import type { BookingView, OutlookView, StartableModelView } from './types.ts';

type StartFormProps = { booking: BookingView; wanted: string | null; nowMs: number };

/** Which model, split how, and what that comes to on these Macs: before one starts it. */
export function StartForm({ booking, wanted, nowMs }: StartFormProps) {
  const trpc = useTRPC();
  const models = useQuery(trpc.sessions.startableModels.queryOptions({ bookingId: booking.id }));
  const [choice, setChoice] = useState(wanted);
  const [way, setWay] = useState<Parallelism | null>(null);
  const [wishes, setWishes] = useState<EngineChanges>({});
  const able = (models.data ?? []).filter((it) => it.refusal === null);
  const model = able.find((it) => it.id === choice) ?? (able.length === 1 ? able[0] : undefined);
  const parallelism = model && (way && model.parallelisms.includes(way) ? way : model.parallelisms[0]);
  const outlook = useQuery({
    ...trpc.sessions.outlook.queryOptions({
      bookingId: booking.id,
      modelId: model?.id ?? '-',
      settings: wishes,
      ...(parallelism && { parallelism }),
    }),
    enabled: model !== undefined,
    placeholderData: keepPreviousData,
  });
  const possible = outlook.data ? possibleWishes(wishes, outlook.data.settings.refusals) : {};
  const { start, submit } = useStart(booking.id, model, parallelism, possible);
  if (models.isPending) return <SkeletonRows label="Loading models" />;
  if (models.isError) return <ErrorNote error={models.error} onRetry={() => void models.refetch()} />;
  if (models.data.length === 0) return <NoModel />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <section aria-label="What to run" className="rounded-lg border border-border-strong bg-surface">
        <div className="pick-sentence">
          <span>Run</span>
          <Pick
            label="Model"
            value={model?.id ?? ''}
            unchosen={able.length === 0 ? 'no model' : 'a model'}
            options={able.map((it) => [it.id, it.title] as const)}
            onChange={setChoice}
          />
          <span>on {macWords(booking)}</span>
          {model && model.parallelisms.length > 1 && (
            <Pick
              label="How it is split"
              value={parallelism ?? ''}
              options={model.parallelisms.map((it) => [it, PARALLELISM_LABEL[it]] as const)}
              onChange={(value) => setWay(value as Parallelism)}
            />
          )}
          <span className="flex-1" />
          <Button
            type="submit"
            look="primary"
            disabled={!model}
            busyLabel={start.isPending ? 'Starting…' : null}
          >
            Start
          </Button>
        </div>
        {model && (
          <p className="pick-facts">
            <span>{formatGigabytes(model.weightsBytes)} of weights</span>
            <span>{model.description}</span>
          </p>
        )}
      </section>
      {start.error && (
        <div className="pt-4">
          <FormError error={start.error} repeatable />
        </div>
      )}
      {model && outlook.isPending && (
        <div className="pt-5">
          <SkeletonRows label="Looking at these Macs" count={6} />
        </div>
      )}
      {model && outlook.isError && (
        <div className="pt-5">
          <ErrorNote error={outlook.error} onRetry={() => void outlook.refetch()} />
        </div>
      )}
      {model && outlook.data && (
        <Outlook
          outlook={outlook.data}
          booking={booking}
          modelId={model.id}
          parallelism={parallelism ?? null}
          wishes={possible}
          onWishes={setWishes}
          nowMs={nowMs}
        />
      )}
      <Refused models={models.data.filter((it) => it.refusal !== null)} hasAble={able.length > 0} />
    </form>
  );
}

const macWords = ({ machines }: BookingView): string =>
  machines.length === 1
    ? machines[0]!.name
    : machines.length === 2
      ? 'both Macs'
      : `all ${machines.length} Macs`;

function useStart(
  bookingId: string,
  model: StartableModelView | undefined,
  parallelism: Parallelism | undefined,
  settings: EngineChanges,
) {
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  // Pressed again after a lost reply, it is the same session.
  const [id] = useState(newId);
  const start = useMutation(
    trpc.sessions.start.mutationOptions({
      onSuccess: (session) => {
        void client.invalidateQueries(trpc.sessions.list.pathFilter());
        router.push(`/sessions/${session.id}`);
      },
    }),
  );
  const submit = (): void => {
    if (model && !start.isPending)
      start.mutate({ id, bookingId, modelId: model.id, settings, ...(parallelism && { parallelism }) });
  };
  return { start, submit };
}

type OutlookProps = {
  outlook: OutlookView;
  booking: BookingView;
  modelId: string;
  parallelism: Parallelism | null;
  wishes: EngineChanges;
  onWishes(wishes: EngineChanges): void;
  nowMs: number;
};
function Outlook({ outlook, booking, modelId, parallelism, wishes, onWishes, nowMs }: OutlookProps) {
  const { warm } = outlook;
  const isWarm = warm !== null && Date.parse(warm.until) > nowMs;
  return (
    <div className="start-body">
      <div className="min-w-0">
        {isWarm && <StartWarm until={warm.until} nowMs={nowMs} />}
        <StartMemory outlook={outlook} />
        <StartTime usual={outlook.usual} isWarm={isWarm} />
        <StartWays outlook={outlook} parallelism={parallelism} />
        <StartSettings offer={outlook.settings} wishes={wishes} onChange={onWishes} />
      </div>
      <div className="flex flex-col gap-5">
        <StartFigures outlook={outlook} isWarm={isWarm} booking={booking} nowMs={nowMs} />
        <StartChecks bookingId={booking.id} modelId={modelId} parallelism={parallelism} wishes={wishes} />
      </div>
    </div>
  );
}

function Refused({ models, hasAble }: { models: readonly StartableModelView[]; hasAble: boolean }) {
  if (models.length === 0) return null;
  const rows = (
    <ul className="border-t border-border-strong">
      {models.map((it) => (
        <li key={it.id} className="border-b border-border py-2 text-sm">
          <b className="font-medium">{it.title}</b>{' '}
          <span className="whitespace-nowrap text-muted">{formatGigabytes(it.weightsBytes)}</span>
          <span className="block text-maintenance-text">{it.refusal}</span>
        </li>
      ))}
    </ul>
  );
  const words = `${models.length} can’t start on these Macs`;
  if (hasAble)
    return (
      <details className="pt-6">
        <summary className="cursor-pointer pb-2 text-sm">{words}</summary>
        {rows}
      </details>
    );
  return (
    <section className="pt-6" aria-labelledby="start-refused">
      <h2 id="start-refused" className="pb-2">
        {words}
      </h2>
      {rows}
    </section>
  );
}

const NoModel = () => (
  <EmptyState
    title="No model on these Macs"
    action={<ButtonLink href="/machines">Look at the Macs</ButtonLink>}
  >
    A model is a folder under the models folder of each machine. Its agent tells the portal about it within a
    minute.
  </EmptyState>
);
