'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { KeyView } from './types.ts';

type Props = {
  kept: KeyView | null;
  modelIds: readonly string[];
  sessionIds: readonly string[];
  onChange: (change: { modelIds?: string[]; sessionIds?: string[] }) => void;
};

/** All that its person may ask, or some models and sessions of that. */
export function ReachField({ kept, modelIds, sessionIds, onChange }: Props) {
  const trpc = useTRPC();
  const targets = useQuery(trpc.apiKeys.targets.queryOptions({}));
  const [isBound, setBound] = useState(modelIds.length + sessionIds.length > 0);
  const models = withKept(targets.data?.models ?? [], kept?.models ?? []);
  const live = (targets.data?.sessions ?? []).map((it) => ({
    id: it.id,
    title: `Session with ${it.modelTitle}`,
  }));
  const sessions = withKept(live, kept?.sessions ?? []);
  const bind = (bound: boolean): void => {
    setBound(bound);
    if (!bound) onChange({ modelIds: [], sessionIds: [] });
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <span className="text-sm font-medium">May use</span>
      <Segmented
        label="May use"
        value={isBound ? 'some' : 'all'}
        onChange={(value) => bind(value === 'some')}
        options={[
          { value: 'all', label: 'Own and open sessions' },
          { value: 'some', label: 'Some of them' },
        ]}
      />
      {isBound && targets.isPending && <SkeletonRows label="Loading models and sessions" count={2} />}
      {isBound && (
        <div className="max-h-52 w-full overflow-y-auto">
          <Some
            legend="Models"
            options={models}
            chosen={modelIds}
            onChange={(ids) => onChange({ modelIds: ids })}
          />
          <Some
            legend="Sessions that run now"
            options={sessions}
            chosen={sessionIds}
            onChange={(ids) => onChange({ sessionIds: ids })}
          />
        </div>
      )}
    </div>
  );
}

type Named = { id: string; title: string };
const withKept = (all: readonly Named[], kept: readonly Named[]): Named[] => [
  ...kept.filter((it) => !all.some((other) => other.id === it.id)),
  ...all,
];

type SomeProps = {
  legend: string;
  options: readonly Named[];
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
};

function Some({ legend, options, chosen, onChange }: SomeProps) {
  return (
    <fieldset className="min-w-0 pb-2">
      <legend className="text-xs text-muted">{legend}</legend>
      {options.length === 0 && <p className="text-sm text-muted">None now.</p>}
      {options.map((it) => (
        <Checkbox
          key={it.id}
          checked={chosen.includes(it.id)}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, it.id] : chosen.filter((id) => id !== it.id))
          }
        >
          <span className="truncate">{it.title}</span>
        </Checkbox>
      ))}
    </fieldset>
  );
}
