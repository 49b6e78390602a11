'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { postToPortal } from '../providers/portal-fetch.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { messageOf } from './auth.ts';
import { Heading } from './heading.tsx';

/** Ties this account to one of the lab's sign-in service; not there where the lab has none. */
export function TiedAccount() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const tied = useQuery(trpc.signIns.tied.queryOptions());
  const untie = useMutation(
    trpc.signIns.untie.mutationOptions({
      onSuccess: () => {
        toast.done('Parted');
        return client.invalidateQueries(trpc.signIns.tied.queryFilter());
      },
    }),
  );
  const tie = useMutation({
    mutationFn: async () => {
      const response = await postToPortal('/api/auth/provider/tie', {});
      if (!response.ok) throw new Error(await messageOf(response));
      window.location.assign(((await response.json()) as { address: string }).address);
    },
  });
  if (tied.data?.provider === null) return null;
  const provider = tied.data?.provider;
  return (
    <section aria-labelledby="tied">
      <Heading id="tied" title="Sign-in service">
        an account you have elsewhere
      </Heading>
      {tied.isPending && <SkeletonRows label="Loading the sign-in service" count={1} />}
      {tied.error && <ErrorNote error={tied.error} onRetry={() => void tied.refetch()} />}
      {provider && (
        <div className="flex flex-wrap items-center gap-3 pt-3">
          <p className="flex-1">
            {provider.isTied ? `Tied to your account at ${provider.name}.` : `Not tied to ${provider.name}.`}
          </p>
          {provider.isTied ? (
            <Button small busyLabel={untie.isPending ? 'Parting…' : null} onClick={() => untie.mutate()}>
              Part them
            </Button>
          ) : (
            <Button small busyLabel={tie.isPending ? 'Going there…' : null} onClick={() => tie.mutate()}>
              Tie to {provider.name}
            </Button>
          )}
          <FormError error={untie.error ?? tie.error} />
        </div>
      )}
    </section>
  );
}
