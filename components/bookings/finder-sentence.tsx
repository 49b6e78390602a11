'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { formatDuration } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import {
  CABLING_WORDS,
  COUNTS,
  DAYS,
  HOURS_WORDS,
  LENGTHS_MINUTES,
  MEMORIES_GB,
  type Wish,
} from './finder-wish.ts';

type Props = { wish: Wish; modelTitle: string | null; onChange: (change: Partial<Wish>) => void };
type Options = readonly (readonly [string, string])[];

const macs = (count: number): string => (count === 1 ? '1 Mac' : `${count} Macs`);
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
const length = (minutes: number): string => formatDuration(minutes * 60_000);
const entries = (words: Record<string, string>): Options => Object.entries(words);

/** What one looks for as a sentence; a phone folds it to one line until it is to be changed. */
export function FinderSentence(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { wish, modelTitle } = props;
  const memory = wish.memoryGb === null ? [] : [`${wish.memoryGb} GB`];
  const cabling = wish.cabling === 'any' ? [] : [wish.cabling];
  const facts = [macs(wish.count), ...memory, ...cabling, length(wish.durationMinutes)].join(' · ');
  const model = wish.modelId === null ? '' : `, for ${modelTitle ?? wish.modelId}`;
  return (
    <section aria-label="What to find" className="rounded-lg border border-border-strong bg-surface">
      <button
        type="button"
        className="flex min-h-13 w-full items-center justify-between gap-3 px-3 py-2 text-left tablet:hidden"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="min-w-0">
          <b className="block truncate">{facts}</b>
          <span className="block truncate text-sm text-text-2">
            within {days(wish.days)}, {HOURS_WORDS[wish.hours]}
            {model}
          </span>
        </span>
        <span className="flex-none text-mine-text underline">{isOpen ? 'Fold' : 'Change'}</span>
      </button>
      <div id={id} className={isOpen ? '' : 'max-tablet:hidden'}>
        <Sentence {...props} />
      </div>
    </section>
  );
}

function Sentence({ wish, modelTitle, onChange }: Props) {
  const { kinds, islands, hasReal, hasSimulated } = useChoices(wish);
  const models = useModels(wish, modelTitle);
  const numbers = (usual: readonly number[], own: number, words: (value: number) => string): Options =>
    withOwn(usual, own).map((it) => [String(it), words(it)]);
  return (
    <div className="pick-sentence">
      <span>Any</span>
      <Pick
        label="How many"
        value={String(wish.count)}
        options={numbers(COUNTS, wish.count, macs)}
        onChange={(it) => onChange({ count: Number(it) })}
      />
      <span>with</span>
      <Pick
        label="Memory"
        value={String(wish.memoryGb ?? '')}
        options={[
          ['', 'any memory'],
          ...numbers(MEMORIES_GB, wish.memoryGb ?? 16, (it) => `${it} GB or more`),
        ]}
        onChange={(it) => onChange({ memoryGb: it === '' ? null : Number(it) })}
        {...(wish.memoryGb === null && { look: 'off' as const })}
      />
      {kinds.length > 1 && (
        <Pick
          label="Kind of Mac"
          value={wish.kind ?? ''}
          options={[['', 'of any kind'], ...kinds]}
          onChange={(it) => onChange({ kind: it || null })}
          {...(wish.kind === null && { look: 'off' as const })}
        />
      )}
      {islands.length > 1 && (
        <Pick
          label="Island"
          value={wish.island ?? ''}
          options={[['', 'anywhere'], ...islands]}
          onChange={(it) => onChange({ island: it || null })}
          {...(wish.island === null && { look: 'off' as const })}
        />
      )}
      {hasSimulated && (hasReal || wish.simulated) && (
        <Pick
          label="Real or simulated"
          value={wish.simulated ? '1' : ''}
          options={[
            ['', 'real'],
            ['1', 'simulated'],
          ]}
          onChange={(it) => onChange({ simulated: it === '1', kind: null, island: null })}
        />
      )}
      {wish.count > 1 && (
        <>
          <span>cabled</span>
          <Pick
            label="Cabling"
            value={wish.cabling}
            options={entries(CABLING_WORDS)}
            onChange={(it) => onChange({ cabling: it as Wish['cabling'] })}
            {...(wish.cabling === 'any' && { look: 'off' as const })}
          />
        </>
      )}
      <span>for</span>
      <Pick
        label="How long"
        value={String(wish.durationMinutes)}
        options={numbers(LENGTHS_MINUTES, wish.durationMinutes, length)}
        onChange={(it) => onChange({ durationMinutes: Number(it) })}
      />
      <span>within</span>
      <Pick
        label="Within"
        value={String(wish.days)}
        options={numbers(DAYS, wish.days, days)}
        onChange={(it) => onChange({ days: Number(it) })}
      />
      <Pick
        label="Hours"
        value={wish.hours}
        options={entries(HOURS_WORDS)}
        onChange={(it) => onChange({ hours: it as Wish['hours'] })}
        {...(wish.hours === 'any' && { look: 'off' as const })}
      />
      <span>for</span>
      <Pick
        label="Model"
        value={wish.modelId ?? ''}
        options={models}
        onChange={(it) => onChange({ modelId: it || null, quantisation: null })}
        {...(wish.modelId === null && { look: 'off' as const })}
      />
    </div>
  );
}

/** Kinds and islands that the lab has, of the world that is asked for. */
function useChoices({ simulated }: Wish) {
  const trpc = useTRPC();
  const data = useQuery(trpc.machines.list.queryOptions()).data;
  const all = data?.machines ?? [];
  const own = all.filter((it) => it.simulated === simulated);
  const kinds = [...new Set(own.flatMap((it) => [it.chip ?? [], it.modelName]).flat())].toSorted();
  const islands = (data?.islands ?? []).filter((it) => it.simulated === simulated);
  return {
    kinds: kinds.map((it): readonly [string, string] => [it, it]),
    islands: islands.map((it): readonly [string, string] => [it.id, `in ${it.title}`]),
    hasReal: all.some((it) => !it.simulated),
    hasSimulated: all.some((it) => it.simulated),
  };
}

function useModels(wish: Wish, title: string | null): Options {
  const trpc = useTRPC();
  const models = useQuery(trpc.planning.models.queryOptions({ limit: 500 })).data ?? [];
  const able = models.filter((it) => it.runs).map((it): readonly [string, string] => [it.id, it.title]);
  const isMissing = wish.modelId !== null && !able.some(([id]) => id === wish.modelId);
  const own = isMissing ? [[wish.modelId!, title ?? wish.modelId!] as const] : [];
  return [['', 'any model'], ...own, ...able];
}
