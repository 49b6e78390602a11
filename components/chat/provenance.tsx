import Link from 'next/link';
import { tellSettings } from '@/shared/domain/engine-settings.ts';
import {
  formatCount,
  formatEnergy,
  formatMoment,
  formatRate,
  formatWatts,
  zoneName,
} from '@/shared/domain/format.ts';
import { BACKEND_LABEL, PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import { useNow } from '../providers/now.tsx';
import { useSessionRates } from '../providers/use-live.ts';
import { Meter } from '../ui/meter.tsx';
import { StateTag } from '../ui/session-state-tag.tsx';
import { tellMlx } from './tell-mlx.ts';
import { contextUsed } from './context-used.ts';
import { PeopleHere } from './people-here.tsx';
import type { ConversationDetailView, SessionDetailView } from './types.ts';
import type { ChatPerson } from './use-people.ts';

type ProvenanceProps = {
  session: SessionDetailView | null;
  isLoading: boolean;
  used: ConversationDetailView['used'];
  timeZone: string;
  nowMs: number;
  /** Of the session, when it runs. */
  powerWatts: number | null;
  messages: ConversationDetailView['messages'];
  people: readonly ChatPerson[];
};

/** Where the answers come from, and what this chat has used so far. */
export function Provenance(props: ProvenanceProps) {
  const { session, isLoading, used, timeZone, nowMs } = props;
  return (
    <>
      <section aria-labelledby="chat-from">
        <h2 id="chat-from" className="pb-2">
          Answering from
        </h2>
        {session ? (
          <SessionFacts session={session} timeZone={timeZone} nowMs={nowMs} />
        ) : (
          <p className="text-muted">{isLoading ? 'Asking how the session is…' : 'No session now.'}</p>
        )}
      </section>
      {session && !session.endedAt && (
        <RightNow session={session} powerWatts={props.powerWatts} messages={props.messages} />
      )}
      <PeopleHere people={props.people} />
      <section aria-labelledby="chat-used">
        <h2 id="chat-used" className="pb-2">
          This chat so far
        </h2>
        <p className="pb-2 text-xs text-muted">in all its versions</p>
        <Used used={used} />
      </section>
    </>
  );
}

/** A last rate this old is not now. */
const RATE_FRESH_MS = 5000;
/** From here on the next question may leave the oldest messages out. */
const NEARLY_FULL = 0.75;

function RightNow({
  session,
  powerWatts,
  messages,
}: {
  session: SessionDetailView;
  powerWatts: number | null;
  messages: ConversationDetailView['messages'];
}) {
  const rates = useSessionRates(session.id);
  const last = rates.at(-1);
  const newestMs = useNow(RATE_FRESH_MS);
  const rate = last && newestMs - last.atMs < 2 * RATE_FRESH_MS ? last.tokensPerSecond : 0;
  const usedTokens = contextUsed(messages);
  const { contextTokens } = session;
  const ratio = contextTokens === null || usedTokens === null ? null : usedTokens / contextTokens;
  return (
    <section aria-labelledby="chat-now">
      <h2 id="chat-now" className="pb-2">
        Right now
      </h2>
      <dl className="chat-facts">
        <dt>Rate</dt>
        <dd>{rate > 0 ? formatRate(rate) : 'nothing is being written'}</dd>
        <dt>Power</dt>
        <dd className={session.simulated ? 'text-simulated-text' : undefined}>
          {powerWatts === null ? (
            <span className="unknown-value">not measured</span>
          ) : (
            formatWatts(powerWatts)
          )}
        </dd>
        <dt>Context</dt>
        <dd>
          {usedTokens === null ? 'nothing yet' : formatCount(usedTokens)}
          {contextTokens === null ? ', its size is not known' : ` of ${formatCount(contextTokens)} tokens`}
        </dd>
      </dl>
      {ratio !== null && (
        <div className="pt-2">
          <Meter ratio={ratio} tone="busy" />
          {ratio >= NEARLY_FULL && (
            <p className="pt-1.5 text-xs text-maintenance-text">
              Nearly full: the next question may leave out the oldest messages.
            </p>
          )}
        </div>
      )}
    </section>
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
      <dd className="font-mono text-xs">{tellMlx(session)}</dd>
      <dt>Engine settings</dt>
      <dd>{tellSettings(session.engineSettings) || 'the engine’s own'}</dd>
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
