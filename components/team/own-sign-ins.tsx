'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';
import type { SignInView } from './types.ts';

const WAY: Record<SignInView['way'], string> = {
  password: 'password',
  passkey: 'passkey',
  link: 'one-time link',
  provider: 'sign-in service',
};

/** Each browser this person is signed in from, with a way to end it. */
export function OwnSignIns() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const list = useQuery(trpc.signIns.list.queryOptions({}));
  const again = () => client.invalidateQueries(trpc.signIns.list.queryFilter());
  const end = useMutation(
    trpc.signIns.end.mutationOptions({
      onSuccess: () => toast.done('Signed out there'),
      onError: toast.failed,
      onSettled: again,
    }),
  );
  const endOthers = useMutation(
    trpc.signIns.endOthers.mutationOptions({
      onSuccess: ({ ended }) =>
        toast.done(ended === 1 ? 'Signed out there' : `Signed out at ${ended} others`),
      onError: toast.failed,
      onSettled: again,
    }),
  );
  const others = list.data?.rows.filter((it) => !it.isThis) ?? [];
  return (
    <section aria-labelledby="sign-ins">
      <Heading id="sign-ins" title="Signed in">
        each browser, the newest first
      </Heading>
      {list.isPending && <SkeletonRows label="Loading your sign-ins" count={2} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <ul aria-label="Your sign-ins">
          {list.data.rows.map((it) => (
            <SignInRow key={it.id} signIn={it} busy={end.isPending} onEnd={() => end.mutate({ id: it.id })} />
          ))}
        </ul>
      )}
      {others.length > 1 && (
        <Button
          className="mt-3"
          busyLabel={endOthers.isPending ? 'Signing out…' : null}
          onClick={() => endOthers.mutate()}
        >
          Sign out everywhere else
        </Button>
      )}
    </section>
  );
}

function SignInRow({ signIn, busy, onEnd }: { signIn: SignInView; busy: boolean; onEnd: () => void }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const at = (moment: string) => formatDateTime(moment, zone, nowMs);
  const device = signIn.device ?? 'A program that gave no name';
  const how = [WAY[signIn.way], signIn.hasSecondFactor ? 'two factors' : null].filter(Boolean).join(', ');
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-border py-2">
      <div className="min-w-0">
        <b>{device}</b> {signIn.isThis && <Tag>this browser</Tag>}
        <p className="text-sm text-muted">
          {signIn.address ? `from ${signIn.address}` : 'from an unknown address'} · since {at(signIn.since)}{' '}
          by {how} · last seen {at(signIn.lastSeenAt)} · unused it ends {at(signIn.endsAt)}
        </p>
      </div>
      {!signIn.isThis && (
        <Button small aria-label={`Sign out: ${device}`} disabled={busy} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
