'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays, isDay, startOfDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { DayField } from '../ui/day-field.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { limitOf } from './key-words.ts';
import { ReachField } from './reach-field.tsx';
import type { KeyView, MadeKeyView } from './types.ts';

const USUAL_DAYS = 90;
const WRONG = 'Write a whole number of 1 or more, or nothing.';
type Props = { apiKey: KeyView | null; onMade: (made: MadeKeyView) => void; onClose: () => void };

/** What a key may ask, how much and until when. */
export default function KeyDialog({ apiKey, onMade, onClose }: Props) {
  const form = useKeyForm(apiKey);
  const { draft, set } = form;
  const saving = useSaving(apiKey, onMade, onClose);
  return (
    <FormDialog
      title={apiKey ? `Change “${apiKey.name}”` : 'New key'}
      description="It asks on your behalf, with no more rights than yours."
      submitLabel={apiKey ? 'Save' : 'Make the key'}
      busyLabel={apiKey ? 'Saving…' : 'Making…'}
      sending={saving}
      canSubmit={form.fields !== null}
      onSubmit={() => form.fields && saving.send(form.fields)}
      onClose={onClose}
    >
      <InputField
        label="Name"
        hint="By which you know it again: the notebook or the editor it is for."
        required
        maxLength={60}
        value={draft.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <ReachField kept={apiKey} modelIds={draft.modelIds} sessionIds={draft.sessionIds} onChange={set} />
      <ProjectField kept={apiKey} value={draft.projectId} onChange={(projectId) => set({ projectId })} />
      <DayField
        label="Until the end of"
        hint="A year at most."
        value={draft.day}
        today={form.today}
        error={isDay(draft.day) ? null : 'Write a day as 30 Dec 2026.'}
        onChange={(day) => set({ day })}
      />
      <div className="grid gap-4 tablet:grid-cols-3">
        {LIMITS.map(({ key, label }) => (
          <InputField
            key={key}
            label={label}
            hint="Empty: no limit."
            inputMode="numeric"
            maxLength={14}
            value={draft[key]}
            error={limitOf(draft[key]) === undefined ? WRONG : null}
            onChange={(event) => set({ [key]: event.target.value })}
          />
        ))}
      </div>
    </FormDialog>
  );
}

const LIMITS = [
  { key: 'requestsPerMinute', label: 'Requests a minute' },
  { key: 'tokensPerMinute', label: 'Tokens a minute' },
  { key: 'tokensPerMonth', label: 'Tokens a month' },
] as const;

export type KeyDraft = {
  name: string;
  projectId: string;
  modelIds: string[];
  sessionIds: string[];
  day: string;
  requestsPerMinute: string;
  tokensPerMinute: string;
  tokensPerMonth: string;
};

function useKeyForm(apiKey: KeyView | null) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const today = toLocal(nowMs, zone).day;
  const [draft, setDraft] = useState<KeyDraft>(() => ({
    name: apiKey?.name ?? '',
    projectId: apiKey?.project?.id ?? '',
    modelIds: apiKey?.models.map((it) => it.id) ?? [],
    sessionIds: apiKey?.sessions.map((it) => it.id) ?? [],
    // It is good until the midnight that ends the day.
    day: apiKey ? toLocal(Date.parse(apiKey.expiresAt) - 1, zone).day : addDays(today, USUAL_DAYS),
    requestsPerMinute: apiKey ? (apiKey.requestsPerMinute?.toString() ?? '') : '60',
    tokensPerMinute: apiKey?.tokensPerMinute?.toString() ?? '',
    tokensPerMonth: apiKey?.tokensPerMonth?.toString() ?? '',
  }));
  const set = (change: Partial<KeyDraft>): void => setDraft({ ...draft, ...change });
  return { draft, set, today, fields: fieldsOf(draft, zone) };
}

/** Null while something of it can't be read. */
function fieldsOf(draft: KeyDraft, zone: string) {
  const { name, projectId, modelIds, sessionIds, day } = draft;
  const [requestsPerMinute, tokensPerMinute, tokensPerMonth] = LIMITS.map(({ key }) => limitOf(draft[key]));
  if (requestsPerMinute === undefined || tokensPerMinute === undefined || tokensPerMonth === undefined)
    return null;
  if (name.trim() === '' || !isDay(day)) return null;
  return {
    name,
    projectId: projectId || null,
    modelIds,
    sessionIds,
    expiresAt: startOfDay(addDays(day, 1), zone),
    requestsPerMinute,
    tokensPerMinute,
    tokensPerMonth,
  };
}
type Fields = NonNullable<ReturnType<typeof fieldsOf>>;

function useSaving(apiKey: KeyView | null, onMade: Props['onMade'], onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const done = (): void => {
    void queries.invalidateQueries(trpc.apiKeys.pathFilter());
    onClose();
  };
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: (made) => {
        onMade(made);
        done();
      },
    }),
  );
  const change = useMutation(
    trpc.apiKeys.change.mutationOptions({
      onSuccess: () => {
        toast.done('Key saved; it holds from the next request on');
        done();
      },
    }),
  );
  return {
    isPending: create.isPending || change.isPending,
    error: create.error ?? change.error,
    send: (fields: Fields): void =>
      apiKey ? change.mutate({ id: apiKey.id, ...fields }) : create.mutate(fields),
  };
}

type ProjectProps = { kept: KeyView | null; value: string; onChange: (id: string) => void };

function ProjectField({ kept, value, onChange }: ProjectProps) {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.projects.choices.queryOptions({}));
  const own = kept?.project && !data.some((it) => it.id === kept.project?.id) ? [kept.project] : [];
  if (data.length + own.length === 0) return null;
  return (
    <SelectField
      label="For the project"
      hint="What it uses is counted for it, and it may ask the project’s sessions too."
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[
        { value: '', label: 'No project' },
        ...[...own, ...data].map((it) => ({ value: it.id, label: it.name })),
      ]}
    />
  );
}
