'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, Pause, Play, Stethoscope, WrapText } from 'lucide-react';
import { useRef, useState } from 'react';
import { formatCount, formatTime } from '@/shared/domain/format.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { useFollow } from '../ui/use-follow.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { DIAGNOSTICS_HOLD, diagnosticsOf } from '@/shared/domain/diagnostics.ts';
import { type LogLineView, plainText, withoutOwnTime } from './merge-lines.ts';
import type { SessionDetailView } from './types.ts';
import { useLog } from './use-log.ts';

type LogViewProps = {
  session: SessionDetailView;
  timeZone: string;
  rank: number | null;
  onRank: (rank: number | null) => void;
};

/** The log of one rank or of all, live, searched and as a file. It follows its end only while the reader is there. */
export function LogView({ session, timeZone, rank, onRank }: LogViewProps) {
  const [wraps, setWraps] = useState(false);
  const [text, setText] = useState('');
  const sought = useSettled(text.trim());
  const file = `/api/sessions/log.txt?session=${session.id}${rank === null ? '' : `&rank=${rank}`}`;
  return (
    <section aria-label="Logs">
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <label className="flex items-center gap-2 text-sm">
          <span className="text-muted">Rank</span>
          <select
            className="h-(--control) rounded-md border border-border-control bg-surface px-2"
            value={rank ?? 'all'}
            onChange={(event) => onRank(event.target.value === 'all' ? null : Number(event.target.value))}
          >
            <option value="all">all</option>
            {session.ranks.map((it) => (
              <option key={it.rank} value={it.rank}>
                {it.rank}, {it.machineName}
              </option>
            ))}
          </select>
        </label>
        <input
          type="search"
          className="h-(--control) min-w-0 flex-1 rounded-md border border-border-control bg-surface px-2 text-sm tablet:max-w-[20rem]"
          aria-label="Search the log"
          placeholder="Search the log"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="flex-1" />
        <Button
          aria-pressed={wraps}
          onClick={() => setWraps(!wraps)}
          icon={<WrapText aria-hidden size={16} strokeWidth={1.6} />}
        >
          Wrap
        </Button>
        <ButtonLink
          href={file}
          download
          icon={<Download aria-hidden size={16} strokeWidth={1.6} />}
          title="As text, every line as the rank wrote it"
        >
          Download
        </ButtonLink>
        <ButtonLink
          href={diagnosticsOf(session.id)}
          download
          icon={<Stethoscope aria-hidden size={16} strokeWidth={1.6} />}
          title={DIAGNOSTICS_HOLD}
        >
          Diagnostics
        </ButtonLink>
      </div>
      {sought === '' ? (
        <Lines
          key={`${session.id} ${rank}`}
          session={session}
          ranks={rank === null ? session.ranks.map((it) => it.rank) : [rank]}
          timeZone={timeZone}
          wraps={wraps}
        />
      ) : (
        <Found sessionId={session.id} rank={rank} text={sought} timeZone={timeZone} wraps={wraps} />
      )}
    </section>
  );
}

type LinesProps = {
  session: SessionDetailView;
  ranks: readonly number[];
  timeZone: string;
  wraps: boolean;
};
function Lines({ session, ranks, timeZone, wraps }: LinesProps) {
  const [pausedAt, setPausedAt] = useState<readonly LogLineView[] | null>(null);
  const { lines, isLoading, error } = useLog(session.id, ranks);
  const box = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { atEnd, jumpToEnd, onScroll } = useFollow(box, content);
  const shown = pausedAt ?? lines;
  const waiting = pausedAt ? lines.length - pausedAt.length : 0;
  return (
    <>
      {error !== null && (
        <p role="alert" className="pb-2 text-sm text-fault-text">
          The log could not be read just now. What is here stays; it goes on with the next line.
        </p>
      )}
      <ScrollRegion ref={box} className="session-log" label="Log" onScroll={onScroll} wraps={wraps}>
        <div ref={content}>
          {shown.map((it) => (
            <Line key={`${it.rank}:${it.seq}`} line={it} timeZone={timeZone} withRank={ranks.length > 1} />
          ))}
          {shown.length === 0 && !isLoading && <p>No lines yet. They come with the first step of a rank.</p>}
        </div>
      </ScrollRegion>
      <div className="flex items-center gap-2 pt-2 text-sm text-muted">
        <span className="flex-1">
          {pausedAt
            ? `Paused, ${waiting} more since`
            : atEnd
              ? 'Follows the end'
              : 'You are reading further up'}
        </span>
        {!atEnd && !pausedAt && <Button onClick={jumpToEnd}>Jump to the end</Button>}
        <Button
          onClick={() => setPausedAt(pausedAt ? null : lines)}
          icon={
            pausedAt ? (
              <Play aria-hidden size={16} strokeWidth={1.6} />
            ) : (
              <Pause aria-hidden size={16} strokeWidth={1.6} />
            )
          }
        >
          {pausedAt ? 'Go on' : 'Pause'}
        </Button>
      </div>
    </>
  );
}

type FoundProps = { sessionId: string; rank: number | null; text: string; timeZone: string; wraps: boolean };
function Found({ sessionId, rank, text, timeZone, wraps }: FoundProps) {
  const trpc = useTRPC();
  const found = useQuery({
    ...trpc.sessions.searchLog.queryOptions({ sessionId, text, ...(rank !== null && { rank }) }),
    placeholderData: keepPreviousData,
  });
  if (found.isError) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <SkeletonRows label="Searching the log" count={4} />;
  const { lines, found: all } = found.data;
  return (
    <>
      <ScrollRegion className="session-log" label="Lines found" wraps={wraps}>
        {lines.map((it) => (
          <Line key={`${it.rank}:${it.seq}`} line={it} timeZone={timeZone} withRank={rank === null} />
        ))}
        {lines.length === 0 && <p>No line holds “{text}”.</p>}
      </ScrollRegion>
      <p className="pt-2 text-sm text-muted" role="status">
        {all > lines.length
          ? `The newest ${formatCount(lines.length)} of ${formatCount(all)} lines that hold it; the file has all`
          : `${formatCount(all)} ${all === 1 ? 'line holds' : 'lines hold'} it`}
      </p>
    </>
  );
}

function Line({ line, timeZone, withRank }: { line: LogLineView; timeZone: string; withRank: boolean }) {
  return (
    <div data-tone={toneOf(line)}>
      <time>{formatTime(line.at, timeZone, true)}</time>
      {withRank && ` ${line.rank}`} {withoutOwnTime(plainText(line.text))}
    </div>
  );
}

// Python writes its ordinary log to stderr: what a line says tells more than where it came from.
function toneOf({ stream, text }: LogLineView): 'agent' | 'warning' | undefined {
  if (stream === 'agent') return 'agent';
  return /\b(?:WARNING|ERROR|CRITICAL|Traceback|\w*Error:|killed|out of memory)\b/i.test(text)
    ? 'warning'
    : undefined;
}
