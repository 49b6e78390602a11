'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { tellSettings } from '@/shared/domain/engine-settings.ts';
import { NUMBER_FIELDS } from '@/shared/domain/chat-settings.ts';
import {
  formatCount,
  formatDuration,
  formatEnergy,
  formatMoment,
  formatRate,
} from '@/shared/domain/format.ts';
import { BACKEND_LABEL, PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import { sourceWords } from '../metrics/source-words.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { tellMlx } from './tell-mlx.ts';
import type { AnswerFactsView } from './types.ts';

/** Where one answer comes from, in full: for whoever wants to make it again, or to cite it. */
export function AnswerFactsSheet({
  generationId,
  onClose,
}: {
  generationId: string | null;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const facts = useQuery({
    ...trpc.chat.facts.queryOptions({ generationId: generationId ?? '' }),
    enabled: generationId !== null,
  });
  return (
    <Dialog
      shape="sheet"
      open={generationId !== null}
      onOpenChange={(open) => !open && onClose()}
      title="Where this answer comes from"
    >
      <div className="flex flex-col gap-5 text-sm">
        {facts.isPending && <SkeletonRows label="Loading the answer’s facts" />}
        {facts.isError && <ErrorNote error={facts.error} onRetry={() => void facts.refetch()} />}
        {facts.data && <Facts facts={facts.data} />}
      </div>
    </Dialog>
  );
}

const UNKNOWN = <span className="unknown-value">not known</span>;
const SETTING_WORDS: Record<string, string> = {
  ...Object.fromEntries(NUMBER_FIELDS.map(({ key, label }) => [key, label])),
  presencePenalty: 'Presence penalty',
  frequencyPenalty: 'Frequency penalty',
  stop: 'Stop at',
  thinking: 'Thinking',
};

function Facts({ facts }: { facts: AnswerFactsView }) {
  const timeZone = useZone();
  const nowMs = useNow(60_000);
  const settings = Object.entries(facts.settings).filter(([name]) => SETTING_WORDS[name]);
  const moment = (at: string | Date): string => formatMoment(at, timeZone, nowMs);
  return (
    <>
      <Section
        title="Made by"
        rows={[
          [
            'Model',
            <Link key="model" className="link" prefetch={false} href={`/sessions/${facts.sessionId}`}>
              {facts.modelTitle}
            </Link>,
          ],
          ['Revision', <Mono key="revision">{facts.modelFingerprint.slice(0, 12)}</Mono>],
          ['Macs', facts.machines.map((it) => it.name).join(', ')],
          [
            'Backend',
            `${BACKEND_LABEL[facts.backend as keyof typeof BACKEND_LABEL] ?? facts.backend}${
              facts.parallelism === 'single'
                ? ''
                : `, ${PARALLELISM_LABEL[facts.parallelism as keyof typeof PARALLELISM_LABEL] ?? facts.parallelism}`
            }`,
          ],
          ['MLX', <Mono key="mlx">{tellMlx(facts)}</Mono>],
          ['Engine settings', tellSettings(facts.engineSettings) || 'the engine’s own'],
          ...(facts.simulated ? ([['Kind', 'simulated']] as Row[]) : []),
        ]}
      />
      <Section
        title="Settings"
        rows={[
          ...settings.map(([name, value]): Row => [SETTING_WORDS[name]!, told(value)]),
          ['Longest answer', `${formatCount(facts.maxTokens)} tokens`],
          ...(settings.length === 0 ? ([['Everything else', 'as the model has it']] as Row[]) : []),
        ]}
      />
      <Section
        title="Figures"
        rows={[
          ['Asked', moment(facts.createdAt)],
          ['Waited in line', facts.waitedMs === null ? UNKNOWN : formatDuration(facts.waitedMs)],
          [
            'First token',
            facts.timeToFirstTokenMs === null ? UNKNOWN : formatDuration(facts.timeToFirstTokenMs),
          ],
          ['Rate', facts.tokensPerSecond === null ? UNKNOWN : formatRate(facts.tokensPerSecond)],
          ['Tokens read', facts.promptTokens === null ? UNKNOWN : formatCount(facts.promptTokens)],
          ['of these known already', facts.cachedTokens === null ? UNKNOWN : formatCount(facts.cachedTokens)],
          ['Tokens written', formatCount(facts.completionTokens)],
          ['Context', facts.contextTokens === null ? UNKNOWN : `${formatCount(facts.contextTokens)} tokens`],
          ['Messages left out', formatCount(facts.leftOut)],
          ['Ended', facts.endedAt === null ? 'not yet' : moment(facts.endedAt)],
        ]}
      />
      <Section
        title="Energy"
        rows={[
          [
            'Energy',
            facts.energyJoules === null ? (
              <span key="energy" className="unknown-value">
                {facts.isEnergyPending ? 'being measured' : 'not measured'}
              </span>
            ) : (
              formatEnergy(facts.energyJoules)
            ),
          ],
          ['Measured by', facts.powerSources.length === 0 ? UNKNOWN : sourceWords(facts.powerSources)],
          ['Basis', 'its share of all its Macs, from start to end'],
        ]}
      />
    </>
  );
}

type Row = [string, ReactNode];
function Section({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <section aria-label={title}>
      <h2 className="pb-2">{title}</h2>
      <dl className="chat-facts">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const Mono = ({ children }: { children: ReactNode }) => <span className="font-mono text-xs">{children}</span>;
const told = (value: unknown): string =>
  typeof value === 'boolean'
    ? value
      ? 'on'
      : 'off'
    : Array.isArray(value)
      ? value.join(', ')
      : String(value);
