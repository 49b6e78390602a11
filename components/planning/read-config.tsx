'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { announce } from '../layout/live-region.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormError } from '../ui/error-note.tsx';
import { Field, InputField } from '../ui/field.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { toast } from '../ui/toast.tsx';
import { ReadResult } from './read-result.tsx';
import { EMPTY_FORM, type SourceForm, sourceOf } from './source-of.ts';

type ReadConfigProps = { onPlan: (planId: string) => void; onClose: () => void };

/** A model that is not in the list: by its name on Hugging Face, or from what is pasted. Nothing is kept unasked. */
export default function ReadConfig({ onPlan, onClose }: ReadConfigProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(EMPTY_FORM);
  const [problem, setProblem] = useState<{ field: keyof SourceForm; problem: string } | null>(null);
  const read = useMutation(
    trpc.models.read.mutationOptions({
      onSuccess: ({ facts }) => {
        announce(`Read ${facts.title}`);
        requestAnimationFrame(showResult);
      },
    }),
  );
  const keep = useMutation(
    trpc.models.keep.mutationOptions({
      onSuccess: async ({ title, planId }) => {
        await queryClient.invalidateQueries(trpc.planning.models.pathFilter());
        toast.done(`${title} is kept for the lab.`);
        onPlan(planId);
      },
    }),
  );
  const change = (part: Partial<SourceForm>): void => {
    setForm({ ...form, ...part });
    setProblem(null);
    keep.reset();
    read.reset();
  };
  const errorOf = (field: keyof SourceForm): string | null =>
    problem?.field === field ? problem.problem : null;
  const send = (): void => {
    const made = sourceOf(form);
    if ('source' in made) read.mutate({ source: made.source });
    else setProblem(made);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="sheet"
      title="A model that is not in the list"
      description="Give its name on Hugging Face, or paste its config.json."
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const element = event.currentTarget;
          send();
          requestAnimationFrame(() => focusProblem(element));
        }}
      >
        <InputField
          label="Name or address"
          placeholder="mlx-community/GLM-4.5-Air-8bit"
          autoComplete="off"
          spellCheck={false}
          maxLength={250}
          value={form.name}
          error={errorOf('name')}
          hint="Reads config.json, the index and the headers of its weights, never the weights."
          onChange={(event) => change({ name: event.target.value })}
        />
        <PastedField
          label="Or its config.json"
          value={form.config}
          error={errorOf('config')}
          rows={form.config === '' ? 3 : 10}
          onChange={(config) => change({ config })}
        />
        {form.config.trim() !== '' && (
          <>
            <PastedField
              label="Its model.safetensors.index.json, if you have it"
              hint="It tells the bytes of its weights, and how many layers they have."
              value={form.index}
              error={errorOf('index')}
              rows={2}
              onChange={(index) => change({ index })}
            />
            <InputField
              label="Or how large its weights are, in GB"
              inputMode="decimal"
              value={form.gigabytes}
              error={errorOf('gigabytes')}
              className="max-w-56"
              onChange={(event) => change({ gigabytes: event.target.value })}
            />
          </>
        )}
        <FormError error={read.error ?? keep.error} />
        {read.data && <ReadResult read={read.data} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          {read.data && read.variables && (
            <Button
              look="primary"
              busyLabel={keep.isPending ? 'Keeping…' : null}
              onClick={() => keep.mutate(read.variables)}
            >
              Keep it and plan with it
            </Button>
          )}
          {!read.data && (
            <Button type="submit" look="primary" busyLabel={read.isPending ? 'Reading…' : null}>
              Read
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Only the sheet's own body scrolls: its title stays. */
function showResult(): void {
  const result = document.getElementById('read-result');
  const body = result?.closest('.overflow-y-auto');
  if (result && body) body.scrollTop += result.getBoundingClientRect().top - body.getBoundingClientRect().top;
}

type PastedProps = {
  label: string;
  hint?: string;
  value: string;
  error: string | null;
  rows: number;
  onChange: (text: string) => void;
};
function PastedField({ label, hint, value, error, rows, onChange }: PastedProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea
          {...described}
          rows={rows}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="w-full resize-y rounded-md border border-border-control bg-code-bg px-3 py-2 font-mono text-xs aria-invalid:border-fault"
        />
      )}
    </Field>
  );
}
