'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FEWEST_COMPARED, MOST_COMPARED } from '@/shared/schemas/comparison.ts';
import { nameSession, useReadySessions } from '../new-chat.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FormError } from '../../ui/error-note.tsx';
import { Field, InputField, SelectField } from '../../ui/field.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { newId } from '../../ui/new-id.ts';

type Run = { key: string; sessionId: string; temperature: string };
const TEXT = 'w-full rounded-md border border-border-control bg-surface px-3 py-2';

/** A question for two to four: of other sessions, or of one session with other settings. */
export function NewComparison({ again }: { again: string | null }) {
  const trpc = useTRPC();
  const before = useQuery({
    ...trpc.comparisons.get.queryOptions({ id: again ?? '' }),
    enabled: again !== null,
  });
  const { ready, isLoading } = useReadySessions();
  if (isLoading) return <SkeletonRows label="Loading the sessions" count={3} />;
  if (ready.length === 0)
    return (
      <EmptyState
        title="No session is ready to answer"
        action={
          <ButtonLink look="primary" href="/sessions/new">
            Start a session
          </ButtonLink>
        }
      >
        A comparison puts one question to two to four ready sessions, or to one of them with other settings.
      </EmptyState>
    );
  if (again !== null && before.isPending) return null;
  return <Form key={before.data?.id ?? 'new'} ready={ready} prompt={before.data?.prompt ?? ''} />;
}

type FormProps = { ready: ReturnType<typeof useReadySessions>['ready']; prompt: string };

function Form({ ready, prompt: first }: FormProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const [id] = useState(newId);
  const [prompt, setPrompt] = useState(first);
  const [systemPrompt, setSystemPrompt] = useState('');
  const [isBlind, setBlind] = useState(false);
  const [runs, setRuns] = useState<Run[]>(() => firstRuns(ready.map((it) => it.id)));
  const start = useMutation(
    trpc.comparisons.start.mutationOptions({ onSuccess: () => router.push(`/chat/compare/${id}`) }),
  );
  const change = (key: string, changes: Partial<Run>): void =>
    setRuns(runs.map((it) => (it.key === key ? { ...it, ...changes } : it)));
  const options = ready.map((it) => ({ value: it.id, label: nameSession(it) }));
  const send = (): void =>
    start.mutate({
      id,
      prompt,
      systemPrompt,
      isBlind,
      runs: runs.map(({ key, sessionId, temperature }) => ({
        generationId: key,
        sessionId,
        settings: temperature.trim() === '' ? {} : { temperature: Number(temperature.replace(',', '.')) },
      })),
    });
  return (
    <form
      aria-label="New comparison"
      className="flex max-w-[44rem] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Field label="Question">
        {(described) => (
          <textarea
            {...described}
            required
            rows={4}
            maxLength={32_000}
            className={TEXT}
            value={prompt}
            onChange={(event) => setPrompt(event.target.value)}
          />
        )}
      </Field>
      <Field label="System prompt, the same for all" hint="Left empty: none.">
        {(described) => (
          <textarea
            {...described}
            rows={2}
            maxLength={32_000}
            className={TEXT}
            value={systemPrompt}
            onChange={(event) => setSystemPrompt(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="compare-runs">
        <legend className="pb-1 text-sm font-medium">Who answers</legend>
        {runs.map((run, index) => (
          <div key={run.key} className="compare-run">
            <SelectField
              label={`Session ${index + 1}`}
              options={options}
              value={run.sessionId}
              onChange={(event) => change(run.key, { sessionId: event.target.value })}
            />
            <InputField
              label="Temperature"
              inputMode="decimal"
              pattern="[0-9]([.,][0-9]{1,2})?"
              title="From 0 to 2, or empty for the model’s own"
              placeholder="its own"
              value={run.temperature}
              onChange={(event) => change(run.key, { temperature: event.target.value })}
            />
            <Button
              look="quiet"
              disabled={runs.length <= FEWEST_COMPARED}
              aria-label={`Leave out session ${index + 1}`}
              onClick={() => setRuns(runs.filter((it) => it.key !== run.key))}
            >
              Leave out
            </Button>
          </div>
        ))}
        {runs.length < MOST_COMPARED && (
          <span>
            <Button
              small
              onClick={() => setRuns([...runs, { key: newId(), sessionId: ready[0]!.id, temperature: '' }])}
            >
              Add another
            </Button>
          </span>
        )}
      </fieldset>
      <Checkbox checked={isBlind} onChange={(event) => setBlind(event.target.checked)}>
        Hide names and figures until all answers are rated
      </Checkbox>
      <FormError error={start.error} />
      <div>
        <Button type="submit" look="primary" busyLabel={start.isPending ? 'Asking…' : null}>
          Compare
        </Button>
      </div>
    </form>
  );
}

/** The first two that are ready, or the only one twice: at 0, and as its model is set. */
function firstRuns(ids: readonly string[]): Run[] {
  const [one, other = one] = ids;
  return [
    { key: newId(), sessionId: one!, temperature: one === other ? '0' : '' },
    { key: newId(), sessionId: other!, temperature: '' },
  ];
}
