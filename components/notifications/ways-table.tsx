'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  CHOSEN_KINDS,
  NOTIFICATION_KINDS,
  type NotificationKind,
  type Ways,
} from '@/shared/schemas/notification.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import '../ui/list-table.css';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';

const COLUMNS = [
  ['app', 'App'],
  ['email', 'E-mail'],
  ['webhook', 'Webhook'],
] as const;

/** Which kind goes which way; each tick is kept at once. */
export function WaysTable() {
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(trpc.notifications.preferences.queryOptions());
  return (
    <section aria-labelledby="ways">
      <h2 id="ways" className="pb-2">
        How you are told
      </h2>
      {isPending && <SkeletonRows label="Loading your settings" count={6} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && !data.hasMailServer && (
        <Banner tone="warning" title="Nothing goes out by e-mail">
          The lab has no mail server set up. What you choose here counts once it has.
        </Banner>
      )}
      {data && (
        <table className="list-table">
          <thead>
            <tr>
              <th scope="col">What</th>
              {COLUMNS.map(([way, label]) => (
                <th key={way} scope="col" className="w-16 text-center!">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {CHOSEN_KINDS.map((kind) => (
              <WaysRow key={kind} kind={kind} ways={data.ways[kind]!} />
            ))}
          </tbody>
        </table>
      )}
      {data && !data.hasWebhook && (
        <p className="pt-2 text-xs text-muted">
          You have no webhook yet: that column counts once you add one.
        </p>
      )}
    </section>
  );
}

function WaysRow({ kind, ways }: { kind: NotificationKind; ways: Ways }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(
    trpc.notifications.savePreference.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.notifications.preferences.pathFilter()),
      onError: toast.failed,
    }),
  );
  const { label } = NOTIFICATION_KINDS[kind];
  // What was just ticked shows until the portal's word is here.
  const shown: Ways = save.isPending ? save.variables : ways;
  return (
    <tr>
      <th scope="row" className="text-sm!">
        {label}
      </th>
      {COLUMNS.map(([way, name]) => (
        <td key={way} className="p-0! text-center! align-middle!">
          <label className="grid min-h-9 place-items-center coarse:min-h-11">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              aria-label={`${label}: ${name}`}
              checked={shown[way]}
              onChange={(event) => save.mutate({ kind, ...shown, [way]: event.target.checked })}
            />
          </label>
        </td>
      ))}
    </tr>
  );
}
