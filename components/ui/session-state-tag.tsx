import { isOver, SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import type { SessionState } from '@/shared/schemas/session.ts';
import { SimulatedTag, Tag, type TagTone } from './tag.tsx';

type StateTagProps = { session: { state: SessionState; mine: boolean; simulated: boolean } };

const toneOf = ({ state, mine }: StateTagProps['session']): TagTone => {
  if (state === 'failed' || state === 'withheld') return 'fault';
  if (state === 'ended' || state === 'ending' || state === 'warm') return 'neutral';
  return mine ? 'mine' : 'busy';
};

/** The state in a word, live while the session runs; and the label of what is not hardware. */
export function StateTag({ session }: StateTagProps) {
  const isLive = !isOver(session.state) && session.state !== 'warm';
  return (
    <>
      <Tag tone={toneOf(session)}>
        {isLive && <i className="live-dot" aria-hidden />}
        {SESSION_STATE_LABEL[session.state]}
      </Tag>
      {/* Beside words it has to keep them apart itself. */}
      {session.simulated && (
        <>
          {' '}
          <SimulatedTag />
        </>
      )}
    </>
  );
}
