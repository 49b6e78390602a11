'use client';

import { useQuery } from '@tanstack/react-query';
import { settingsText, tellSettings } from '@/shared/domain/engine-settings.ts';
import { formatDateTime, formatDuration, formatCount, listNames } from '@/shared/domain/format.ts';
import { countChecks } from '@/shared/domain/preflight-words.ts';
import { BACKEND_LABEL, PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import { shortDigest } from '@/shared/domain/short-digest.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { CheckIcon } from '../ui/check-icon.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { PreflightList } from '../ui/preflight-list.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { SessionDetailView, SessionStartView } from './types.ts';

type Props = { session: SessionDetailView; timeZone: string; nowMs: number };

/** How it was started: the checks before, each link as it was tried, the plan of its ranks, and its first answers. */
export function SessionStart({ session, timeZone, nowMs }: Props) {
  const trpc = useTRPC();
  const start = useQuery(trpc.sessions.howStarted.queryOptions({ id: session.id }));
  return (
    <section className="pt-6" aria-labelledby="session-start">
      <h2 id="session-start" className="border-b border-border-strong pb-2">
        How it was started
      </h2>
      {start.isPending && <SkeletonRows label="Loading how it was started" count={3} />}
      {start.isError && <ErrorNote error={start.error} onRetry={() => void start.refetch()} />}
      {start.data && (
        <div className="start-parts">
          <Checks start={start.data} />
          <div>
            <Plan plan={start.data.plan} />
            <Answers start={start.data} timeZone={timeZone} nowMs={nowMs} />
          </div>
        </div>
      )}
    </section>
  );
}

function Checks({ start: { preflight } }: { start: SessionStartView }) {
  if (!preflight) return <p className="py-2 text-sm text-muted">It was started before checks were kept.</p>;
  return (
    <div>
      <h3 className="pt-3 text-sm">
        Checks before loading <span className="font-normal text-muted">{countChecks(preflight.checks)}</span>
      </h3>
      <PreflightList checks={preflight.checks} />
      {preflight.links.length > 0 && (
        <ul className="border-t border-border" aria-label="Links">
          {preflight.links.map((it) => (
            <li key={it.machines.join()} className="flex gap-2 py-1.5 text-sm">
              <CheckIcon state={it.state} />
              <span>
                {it.machines.join(' and ')}: {linkWords(it)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type LinkView = NonNullable<SessionStartView['preflight']>['links'][number];
function linkWords({ bytes, milliseconds, latencyMilliseconds, message, state }: LinkView): string {
  if (bytes === null || milliseconds === null) return message ?? 'not tried';
  const size = `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
  const alone = latencyMilliseconds === null ? '' : `, one number in ${latencyMilliseconds.toFixed(2)} ms`;
  const words = `all_sum of ${size} in ${milliseconds.toFixed(1)} ms${alone}`;
  return state === 'fail' && message ? `${words}; ${message}` : words;
}

function Plan({ plan }: { plan: SessionStartView['plan'] }) {
  return (
    <>
      <h3 className="pt-3 text-sm">Plan</h3>
      {plan ? (
        <p className="text-sm text-text-2">
          <code title={plan.digest}>{shortDigest(plan.digest)}</code>, the hash of what every rank was started
          by and compared before it loaded: {listNames(plan.machineNames)} in this order,{' '}
          {BACKEND_LABEL[plan.backend]}, {PARALLELISM_LABEL[plan.parallelism]}, every address and device,{' '}
          {plan.model.id} with files{' '}
          <code title={plan.model.revision}>{shortDigest(plan.model.revision)}</code>
          {plan.engine.mlx && `, MLX ${plan.engine.mlx} and mlx-lm ${plan.engine.mlxLm}`}
          {plan.settings &&
            `, engine settings: ${tellSettings(settingsText(plan.settings)) || 'the engine’s own'}`}
          .
        </p>
      ) : (
        <p className="text-sm text-muted">None: its ranks were not launched by one.</p>
      )}
    </>
  );
}

const PROMPT_WORDS = (id: string): string => (id.startsWith('long') ? 'Long prompt' : 'Short prompt');
const VERDICTS = { equal: 'pass', learned: 'unknown', unknown: 'unknown', differs: 'fail' } as const;

function Answers({
  start: { proof },
  timeZone,
  nowMs,
}: { start: SessionStartView } & Omit<Props, 'session'>) {
  if (!proof)
    return (
      <>
        <h3 className="pt-3 text-sm">Known answers</h3>
        <p className="text-sm text-muted">
          Not asked for: the lab’s rule or its agents’ version leaves them out.
        </p>
      </>
    );
  const toldAt = (at: string): string => formatDateTime(at, timeZone, nowMs);
  return (
    <>
      <h3 className="pt-3 text-sm">Known answers</h3>
      <ul className="text-sm">
        {proof.answers.map((it) => (
          <li key={it.promptId} className="flex gap-2 py-1.5">
            <CheckIcon state={VERDICTS[it.verdict]} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <b>{PROMPT_WORDS(it.promptId)}</b>
              {it.promptTokens !== null && `, ${formatCount(it.promptTokens)} tokens`}
              {it.tookMs !== null && `, ${formatDuration(it.tookMs)}`}: {answerWords(it, toldAt)}
              {it.verdict === 'differs' && (
                <span className="block">
                  It went on with “{it.head}”; known is “{it.knownHead}”.
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {proof.servedBy && (
        <p className="text-sm text-maintenance-text">
          {proof.servedBy.name} let it serve all the same, {toldAt(proof.servedBy.at)}.
        </p>
      )}
    </>
  );
}

type AnswerView = NonNullable<SessionStartView['proof']>['answers'][number];
function answerWords({ verdict, known, message }: AnswerView, toldAt: (at: string) => string): string {
  if (verdict === 'unknown') return `not known. ${message ?? 'It could not be asked.'}`;
  if (!known) return 'nothing was known, so this answer is kept and proves nothing yet';
  const where = known.ranks === 1 ? `${known.machineNames[0]} alone` : `${known.ranks} Macs`;
  const from = `what was learned on ${where}, ${toldAt(known.learnedAt)}`;
  return verdict === 'equal' ? `equal to ${from}` : `not ${from}`;
}
