'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '@/server/trpc/root.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';
import { ModelRules } from './model-rules.tsx';

type Sources = inferRouterOutputs<AppRouter>['modelStore']['sources'];

/** From where models come into the lab. */
export function ModelSourcesSection() {
  const trpc = useTRPC();
  const maySet = useCan()('model:set-sources');
  const sources = useQuery(trpc.modelStore.sources.queryOptions());
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="model-sources">
      <Heading id="model-sources" title="Models">
        from where they come, how room is made, what they take of the network
      </Heading>
      {sources.isPending && <SkeletonRows label="Loading where models come from" count={2} />}
      {sources.error && <ErrorNote error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.data && (
        <>
          <p className="border-b border-border py-2">
            <b>{sources.data.hubHost}</b>,{' '}
            {sources.data.hasHubToken ? 'with a token of the lab' : 'without a token'}
          </p>
          <p className="border-b border-border py-2 [overflow-wrap:anywhere]">
            {sources.data.mirrorUrl === null ? (
              'No mirror in the lab'
            ) : (
              <>
                <b>{sources.data.mirrorUrl}</b>,{' '}
                {sources.data.hasMirrorToken ? 'with a token' : 'without a token'}
              </>
            )}
          </p>
          {maySet && (
            <div className="pt-3">
              <Button onClick={() => setOpen(true)}>Change where models come from…</Button>
            </div>
          )}
          {isOpen && <SourcesDialog sources={sources.data} onClose={() => setOpen(false)} />}
        </>
      )}
      <p className="pt-2 text-sm text-muted">
        The Macs download, never the portal. With a mirror laid out as Hugging Face is, models come without
        internet.
      </p>
      <div className="pt-4">
        <ModelRules />
      </div>
    </section>
  );
}

function SourcesDialog({ sources, onClose }: { sources: Sources; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [mirrorUrl, setMirrorUrl] = useState(sources.mirrorUrl ?? '');
  const [hubToken, setHubToken] = useState('');
  const [mirrorToken, setMirrorToken] = useState('');
  const save = useMutation(
    trpc.modelStore.setSources.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.modelStore.sources.queryKey(), saved);
        toast.done('Saved. It counts from the next download on');
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title="Where models come from"
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      onSubmit={() =>
        save.mutate({
          mirrorUrl: mirrorUrl.trim() === '' ? null : mirrorUrl.trim(),
          ...tokenOf('hubToken', hubToken),
          ...tokenOf('mirrorToken', mirrorToken),
        })
      }
      onClose={onClose}
    >
      <TokenField
        label={`Token for ${sources.hubHost}`}
        value={hubToken}
        onType={setHubToken}
        hint={tokenHint(sources.hasHubToken)}
      />
      <InputField
        label="Mirror in the lab"
        inputMode="url"
        autoComplete="off"
        value={mirrorUrl}
        onChange={(event) => setMirrorUrl(event.target.value)}
        hint="Where its addresses begin, as https://models.lab.example. Empty: none."
      />
      <TokenField
        label="Token for the mirror"
        value={mirrorToken}
        onType={setMirrorToken}
        hint={`${tokenHint(sources.hasMirrorToken)} Another address of the mirror forgets it.`}
      />
    </FormDialog>
  );
}

type TokenFieldProps = { label: string; value: string; onType: (typed: string) => void; hint: string };
const TokenField = ({ onType, ...field }: TokenFieldProps) => (
  <InputField
    {...field}
    type="password"
    autoComplete="off"
    onChange={(event) => onType(event.target.value)}
  />
);

const REMOVED = '-';
const tokenOf = <K extends string>(key: K, typed: string): { [key in K]?: string } =>
  (typed === '' ? {} : { [key]: typed.trim() === REMOVED ? '' : typed.trim() }) as { [key in K]?: string };
const tokenHint = (isSet: boolean): string =>
  isSet
    ? 'One is kept, sealed. Empty: it stays; a single - removes it.'
    : 'Kept sealed, sent only to the Mac that downloads. Empty: none.';
