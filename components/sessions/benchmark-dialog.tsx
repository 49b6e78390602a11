'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MOST_ROUNDS, planBenchmark, PROMPT_SET } from '@/shared/domain/benchmark.ts';
import { formatCount } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Choice } from '../ui/choice.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import type { SessionDetailView } from './types.ts';

type Length = (typeof PROMPT_SET.promptTokens)[number];

/** Which lengths of the set, and how often each. */
export default function BenchmarkDialog({
  session,
  onClose,
}: {
  session: SessionDetailView;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [id] = useState(newId);
  const skipped = planBenchmark(
    { promptTokens: PROMPT_SET.promptTokens, rounds: 1 },
    session.contextTokens,
  ).skipped.map((it) => it.promptTokens);
  const fitting = PROMPT_SET.promptTokens.filter((it) => !skipped.includes(it));
  const [chosen, setChosen] = useState<readonly Length[]>(fitting);
  const [rounds, setRounds] = useState(3);
  const start = useMutation(
    trpc.results.startBenchmark.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.results.pathFilter());
        toast.done('The benchmark has begun');
        onClose();
      },
    }),
  );
  const { generationTokens, version } = PROMPT_SET;
  return (
    <FormDialog
      title={`Run a benchmark of ${session.modelTitle}`}
      description={`Prompt set ${version}: each question is answered with ${generationTokens} tokens. They wait in the session’s queue as everybody’s do, and are counted as yours.`}
      submitLabel="Run it"
      busyLabel="Beginning…"
      sending={start}
      canSubmit={chosen.length > 0}
      onSubmit={() => start.mutate({ id, sessionId: session.id, promptTokens: [...chosen], rounds })}
      onClose={onClose}
    >
      <Choice
        legend="Tokens of the question"
        options={fitting.map((it) => ({ id: String(it), name: formatCount(it) }))}
        chosen={chosen.map(String)}
        onChange={(ids) => setChosen(fitting.filter((it) => ids.includes(String(it))))}
      >
        {skipped.length > 0 && (
          <p className="text-xs text-muted">
            {skipped.map(formatCount).join(' and ')} do not fit into its context of{' '}
            {formatCount(session.contextTokens ?? 0)} tokens.
          </p>
        )}
      </Choice>
      <SelectField
        label="Times each"
        value={String(rounds)}
        hint={`${chosen.length * rounds + 2} answers in all, two of them to warm up. Those beside other people’s are not counted.`}
        options={Array.from({ length: MOST_ROUNDS }, (_, index) => ({
          value: String(index + 1),
          label: index === 0 ? 'once' : `${index + 1} times`,
        }))}
        onChange={(event) => setRounds(Number(event.target.value))}
      />
    </FormDialog>
  );
}
