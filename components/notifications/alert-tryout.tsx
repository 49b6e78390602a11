'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { replayRefusal } from '@/shared/domain/alert-replay.ts';
import { formatDuration, formatZonedMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { newId } from '../ui/new-id.ts';
import { Tag, type TagTone } from '../ui/tag.tsx';
import { type AlertRuleDraft, draftProblem, inputOf } from './alert-rule-draft.ts';
import type { AlertPreviewView, AlertTestView } from './types.ts';

/** What a rule would have done lately, and whether it reaches anybody: asked for by a press, never by typing. */
export function AlertTryout({ draft }: { draft: AlertRuleDraft }) {
  const trpc = useTRPC();
  const preview = useMutation(trpc.alerts.preview.mutationOptions());
  const [testId, setTestId] = useState<string | null>(null);
  const test = useMutation(
    trpc.alerts.sendTest.mutationOptions({ onSuccess: (_done, { id }) => setTestId(id) }),
  );
  const asked = JSON.stringify(previewOf(draft));
  const refusal = replayRefusal(draft.kind);
  const isOfThis = preview.data && JSON.stringify(preview.variables) === asked;
  return (
    <fieldset className="flex flex-col gap-2 border-t border-border pt-3">
      <legend className="sr-only">Try it</legend>
      <div className="flex flex-wrap gap-2">
        {refusal === null && (
          <Button
            busyLabel={preview.isPending ? 'Looking…' : null}
            disabled={draftProblem(draft) !== null}
            onClick={() => preview.mutate(previewOf(draft))}
          >
            Look at the last 7 days
          </Button>
        )}
        <Button
          busyLabel={test.isPending ? 'Sending…' : null}
          disabled={draft.name.trim() === ''}
          onClick={() => {
            const { byEmail, byWebhook } = draft;
            test.mutate({ id: newId(), name: draft.name.trim(), byEmail, byWebhook });
          }}
        >
          Send a test to me
        </Button>
      </div>
      {refusal !== null && (
        <p className="text-sm text-muted">The last days can’t be looked at for this: {refusal}.</p>
      )}
      <FormError error={preview.error ?? test.error} />
      <div aria-live="polite">{isOfThis && <Preview preview={preview.data} />}</div>
      {testId !== null && <TestOutcome key={testId} id={testId} draft={draft} />}
    </fieldset>
  );
}

const previewOf = (draft: AlertRuleDraft) => {
  const { id, kind, threshold, clearsAt, fireAfterSeconds, clearAfterSeconds, ...scope } = inputOf(draft);
  const { scope: which, catalogIds, machineIds } = scope;
  return {
    id,
    kind,
    threshold,
    clearsAt,
    fireAfterSeconds,
    clearAfterSeconds,
    scope: which,
    catalogIds,
    machineIds,
  };
};

function Preview({ preview }: { preview: AlertPreviewView }) {
  const zone = useZone();
  const now = useNow(60_000);
  const { real, simulated, since, hasFired } = preview;
  if (!real || !simulated) return null;
  const isShort = now - Date.parse(since) < 6.5 * 86_400_000;
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p>
        <span className="font-medium">Would have fired {timesWords(real)}</span>
        {simulated.times > 0 && `, and ${timesWords(simulated)} of simulated Macs,`} since{' '}
        {formatZonedMoment(since, zone, now)}.
        {hasFired !== null && ` As it was set, it did fire ${times(hasFired)} in the last 7 days.`}
      </p>
      <ul className="text-xs text-muted">
        {[...real.newest, ...simulated.newest].map((it) => (
          <li key={`${it.name} ${it.from}`}>
            {it.name}, {formatZonedMoment(it.from, zone, now)},{' '}
            {it.to ? `for ${formatDuration(Date.parse(it.to) - Date.parse(it.from))}` : 'until now'}
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">
        By the mean of each stored minute, so what is shorter is not in it.
        {isShort && ' Reading more days would have taken too long.'}
      </p>
    </div>
  );
}

const times = (count: number): string =>
  count === 0 ? 'not once' : count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
const timesWords = ({ times: count, things }: { times: number; things: number }): string =>
  things > 1 ? `${times(count)} for ${things} different Macs` : times(count);

const WATCHED_EACH_MS = 1500;
const STATES: Record<AlertTestView['ways'][number]['state'], { word: string; tone: TagTone }> = {
  due: { word: 'waits', tone: 'neutral' },
  sent: { word: 'sent', tone: 'ready' },
  failed: { word: 'not sent', tone: 'fault' },
};

function TestOutcome({ id, draft }: { id: string; draft: AlertRuleDraft }) {
  const trpc = useTRPC();
  const test = useQuery({
    ...trpc.alerts.test.queryOptions({ id }),
    refetchInterval: ({ state }) =>
      state.data?.ways.some((it) => it.state === 'due' && it.attempts === 0) ? WATCHED_EACH_MS : false,
  });
  if (test.isError) return <ErrorNote error={test.error} onRetry={() => void test.refetch()} />;
  if (!test.data) return null;
  const { isInApp, ways } = test.data;
  const has = (channel: string): boolean => ways.some((it) => it.channel === channel);
  return (
    <ul aria-label="How the test went" aria-live="polite" className="text-sm">
      <li>In your inbox: {isInApp ? 'it stands there' : 'not, as you chose in your settings'}</li>
      {ways.map((it, index) => (
        // Their order stays.
        <li key={`${index} ${it.channel}`} className="[overflow-wrap:anywhere]">
          {it.channel === 'email' ? 'E-mail' : `Webhook ${it.to ?? ''}`}{' '}
          <Tag tone={STATES[it.state].tone}>{STATES[it.state].word}</Tag>{' '}
          <span className="text-xs text-muted">{it.answer}</span>
        </li>
      ))}
      {!has('email') && (
        <li>E-mail: {draft.byEmail ? 'not, as you chose in your settings' : 'not by this rule'}</li>
      )}
      {!has('webhook') && (
        <li>Webhook: {draft.byWebhook ? 'none is set up, or you chose not' : 'not by this rule'}</li>
      )}
    </ul>
  );
}
