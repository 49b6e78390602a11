'use client';

import { useQuery } from '@tanstack/react-query';
import { Zap } from 'lucide-react';
import { apiSnippets } from '@/shared/domain/api-snippets.ts';
import { formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { OriginsForm } from './origins-form.tsx';
import type { TargetsView } from './types.ts';

/** Which names there are now, and how tools that people have ask for them. */
export default function ToolsView() {
  const trpc = useTRPC();
  const can = useCan();
  const targets = useQuery({ ...trpc.apiKeys.targets.queryOptions({}), refetchInterval: 30_000 });
  if (targets.isPending) return <SkeletonRows label="Loading what may be asked" />;
  if (targets.error) return <ErrorNote error={targets.error} onRetry={() => void targets.refetch()} />;
  const { address, sessions } = targets.data;
  const model = sessions[0]?.modelId ?? 'auto';
  return (
    <>
      <Names sessions={sessions} />
      <div className="grid gap-x-8 gap-y-6 desktop:grid-cols-2">
        {apiSnippets({ address, model }).map(({ id, title, about, kind, text }) => (
          <section key={id} aria-labelledby={`snippet-${id}`} className="min-w-0">
            <div className="flex flex-wrap items-baseline gap-x-3 pb-2">
              <h2 id={`snippet-${id}`}>{title}</h2>
              <span className="text-sm text-muted">{about}</span>
            </div>
            <CopyBlock
              tall
              code
              label={`${kind}, ${title === kind ? about : title}`}
              head={kind}
              text={text}
            />
          </section>
        ))}
      </div>
      <p className="max-w-[44rem] text-sm text-muted">
        Keep the key in ESPALIER_KEY, not in the program. Espalier’s tests run the programs as they stand
        here, and ask with the editor’s address and model.
      </p>
      {can('key:manage-any') && <OriginsForm />}
    </>
  );
}

function Names({ sessions }: Pick<TargetsView, 'sessions'>) {
  return (
    <section aria-labelledby="names-head">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
        <h2 id="names-head">Names you may ask for now</h2>
        <span className="text-sm text-muted">a model’s name, a session’s id, or “auto”</span>
      </div>
      <ul className="grid gap-x-8 gap-y-2 border-b border-border py-3 tablet:grid-cols-2 desktop:grid-cols-3">
        {sessions.length === 0 && (
          <li className="text-sm text-muted">
            No session is ready that you may ask: start one on a booking of yours, or ask for one that is open
            to all.
          </li>
        )}
        {sessions.map((it) => (
          <Name key={it.id} session={it} />
        ))}
        {sessions.length > 0 && (
          <li className="flex min-w-0 items-start gap-3">
            <Zap aria-hidden size={16} strokeWidth={1.6} className="mt-0.5 shrink-0" />
            <span className="min-w-0">
              <b className="block font-mono text-sm font-strong">auto</b>
              <small className="text-xs text-muted">whichever you may use and waits least</small>
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}

function Name({ session }: { session: TargetsView['sessions'][number] }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { mine, personName, endsAt, waiting, openToAll } = session;
  const until = formatMoment(endsAt, zone, nowMs);
  const whose = mine
    ? `your booking, until ${until}`
    : `${personName ?? 'somebody'}, open to all until ${until}`;
  const line = waiting === 0 ? 'nobody waits' : waiting === 1 ? '1 waits' : `${waiting} wait`;
  return (
    <li className="flex min-w-0 items-start gap-3">
      <span className="mt-1 shrink-0">
        <StatusGlyph status={mine ? 'mine' : 'busy'} />
      </span>
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-2">
          <b className="min-w-0 font-mono text-sm font-strong [overflow-wrap:anywhere]">{session.modelId}</b>
          {session.simulated && <SimulatedTag />}
        </span>
        <small className="block text-xs text-muted">
          {[whose, mine && openToAll ? 'open to all' : null, line].filter(Boolean).join(' · ')}
        </small>
        <small className="block font-mono text-xs text-muted [overflow-wrap:anywhere]">{session.id}</small>
      </span>
    </li>
  );
}
