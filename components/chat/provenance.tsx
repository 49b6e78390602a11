import Link from 'next/link';
import { formatCount, formatEnergy, formatMoment, zoneName } from '@/shared/domain/format.ts';
import { BACKEND_LABEL, PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import { StateTag } from '../ui/session-state-tag.tsx';
import type { ConversationDetailView, SessionDetailView } from './types.ts';

type ProvenanceProps = {
  session: SessionDetailView | null;
  isLoading: boolean;
  used: ConversationDetailView['used'];
  timeZone: string;
  nowMs: number;
};

/** Where the answers come from, and what this chat has used so far. */
export function Provenance({ session, isLoading, used, timeZone, nowMs }: ProvenanceProps) {
  return (
    <>
      <section aria-labelledby="chat-from">
        <h2 id="chat-from" className="pb-2">
          Answering from
        </h2>
        {session ? (
          <SessionFacts session={session} timeZone={timeZone} nowMs={nowMs} />
        ) : (
          !isLoading && <p className="text-muted">No session now.</p>
        )}
      </section>
      <section aria-labelledby="chat-used">
        <h2 id="chat-used" className="pb-2">
          This chat so far
        </h2>
        <Used used={used} />
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
        <Link className="link" prefetch={false} href={`/sessions/${session.id}`}>
          {session.modelTitle}
        </Link>
      </dd>
      <dt>State</dt>
      <dd className="flex flex-wrap justify-end gap-2">
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

function Used({ used }: Pick<ProvenanceProps, 'used'>) {
  const { completionTokens, promptTokens, answers, answersMeasured, energyJoules, simulated } = used;
  return (
    <dl className="chat-facts">
      <dt>Tokens</dt>
      <dd>
        {formatCount(completionTokens)} out · {formatCount(promptTokens)} in
      </dd>
      <dt>Energy</dt>
      <dd className={simulated ? 'text-simulated-text' : undefined}>
        {energyJoules === null ? (
          <span className="unknown-value">{answers === 0 ? 'nothing yet' : 'not measured'}</span>
        ) : (
          <>
            {formatEnergy(energyJoules)}
            {answersMeasured < answers && `, ${answersMeasured} of ${answers} answers`}
            {simulated && ', simulated'}
          </>
        )}
      </dd>
    </dl>
  );
}
