import Link from 'next/link';
import { formatCount, formatEnergy, formatMoment, zoneName } from '@/shared/domain/format.ts';
import { BACKEND_LABEL, PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import { StateTag } from '../ui/session-state-tag.tsx';
import type { MessageView, SessionDetailView } from './types.ts';

type ProvenanceProps = {
  session: SessionDetailView | null;
  messages: readonly MessageView[];
  timeZone: string;
  nowMs: number;
};

/** Where the answers come from, and what this chat has used so far. */
export function Provenance({ session, messages, timeZone, nowMs }: ProvenanceProps) {
  return (
    <>
      <section aria-labelledby="chat-from">
        <h2 id="chat-from" className="pb-2">
          Answering from
        </h2>
        {session ? (
          <SessionFacts session={session} timeZone={timeZone} nowMs={nowMs} />
        ) : (
          <p className="text-muted">No session. Choose one that runs to ask more.</p>
        )}
      </section>
      <section aria-labelledby="chat-used">
        <h2 id="chat-used" className="pb-2">
          This chat so far
        </h2>
        <Used messages={messages} />
      </section>
    </>
  );
}

function SessionFacts({
  session,
  timeZone,
  nowMs,
}: {
  session: SessionDetailView;
  timeZone: string;
  nowMs: number;
}) {
  return (
    <dl className="chat-facts">
      <dt>Model</dt>
      <dd>
        <Link className="link" href={`/sessions/${session.id}`}>
          {session.modelTitle}
        </Link>
      </dd>
      <dt>State</dt>
      <dd>
        <StateTag session={session} />
      </dd>
      <dt>Revision</dt>
      <dd className="font-mono text-xs">{session.modelFingerprint.slice(0, 12)}</dd>
      <dt>Macs</dt>
      <dd>{session.machines.map((it) => it.name).join(', ')}</dd>
      <dt>Backend</dt>
      <dd>
        {BACKEND_LABEL[session.backend]}
        {session.parallelism !== 'single' && `, ${PARALLELISM_LABEL[session.parallelism]}`}
      </dd>
      <dt>MLX</dt>
      <dd className="font-mono text-xs">
        {session.mlx ?? 'unknown'} · lm {session.mlxLm ?? 'unknown'}
      </dd>
      <dt>{session.endedAt ? 'Ended' : 'Until'}</dt>
      <dd>
        {formatMoment(session.endedAt ?? session.endsAt, timeZone, nowMs)} {zoneName(timeZone, nowMs)}
      </dd>
    </dl>
  );
}

function Used({ messages }: { messages: readonly MessageView[] }) {
  const answers = messages.flatMap((it) => (it.generation ? [it.generation] : []));
  const out = answers.reduce((sum, it) => sum + it.completionTokens, 0);
  const read = answers.reduce((sum, it) => sum + (it.promptTokens ?? 0), 0);
  const done = answers.filter((it) => it.completionTokens > 0 && it.state !== 'running');
  const measured = done.filter((it) => it.energyJoules !== null);
  const joules = measured.reduce((sum, it) => sum + (it.energyJoules ?? 0), 0);
  const simulated = answers.some((it) => it.simulated);
  return (
    <dl className="chat-facts">
      <dt>Tokens</dt>
      <dd>
        {formatCount(out)} out · {formatCount(read)} in
      </dd>
      <dt>Energy</dt>
      <dd className={simulated ? 'text-simulated-text' : undefined}>
        {measured.length === 0 ? (
          <span className="unknown-value">{done.length === 0 ? 'nothing yet' : 'not measured'}</span>
        ) : (
          <>
            {formatEnergy(joules)}
            {measured.length < done.length && `, ${measured.length} of ${done.length} answers`}
            {simulated && ', simulated'}
          </>
        )}
      </dd>
    </dl>
  );
}
