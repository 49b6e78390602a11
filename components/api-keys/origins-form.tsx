'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { Field } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

/** Which sites' pages may call the API from a browser; a lab's setting. */
export function OriginsForm() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useQuery(trpc.apiKeys.origins.queryOptions());
  const [draft, setDraft] = useState<string | null>(null);
  const save = useMutation(
    trpc.apiKeys.setOrigins.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(trpc.apiKeys.origins.queryKey(), saved);
        setDraft(null);
        toast.done('Sites saved');
      },
    }),
  );
  const text = draft ?? data?.origins.join('\n') ?? '';
  return (
    <form
      className="max-w-[44rem] border-t border-border-strong pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ origins: text.split(/[\s,]+/).filter(Boolean) });
      }}
    >
      <Field
        label="Sites whose pages may call the API"
        hint="One a line, as https://notes.example; * is any. Programs outside a browser need none of this. A page needs a key all the same."
      >
        {(described) => (
          <textarea
            {...described}
            rows={3}
            maxLength={10_000}
            value={text}
            disabled={!data}
            onChange={(event) => setDraft(event.target.value)}
            className="w-full rounded-md border border-border-control bg-surface px-3 py-2 font-mono text-sm"
          />
        )}
      </Field>
      <FormError error={save.error} />
      <div className="mt-3">
        <Button type="submit" disabled={draft === null} busyLabel={save.isPending ? 'Saving…' : null}>
          Save the sites
        </Button>
      </div>
    </form>
  );
}
