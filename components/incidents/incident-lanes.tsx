import Link from 'next/link';
import type { CSSProperties } from 'react';
import { formatDuration, formatTime } from '@/shared/domain/format.ts';
import type { IncidentView } from './types.ts';
import './lanes.css';

type Props = { incident: Pick<IncidentView, 'lanes' | 'noticedAt'>; timeZone: string };

type Mark = IncidentView['lanes']['marks'][number];

/** Of the axis a mark's words take about so much a letter; what would cover them stands a line lower. */
const LETTER_WIDTH = 0.009;
const widthOf = ({ text }: Mark): number => Math.max(0.1, text.length * LETTER_WIDTH);
const MARK_LINES = 3;

/** What each machine did around it: a bar for each thing it did, on one axis. */
export function IncidentLanes({ incident: { lanes }, timeZone }: Props) {
  const { fromMs, toMs } = lanes;
  const share = (ms: number): number => (ms - fromMs) / (toMs - fromMs);
  const at = (from: number, to = from) => ({ '--from': share(from), '--to': share(to) }) as CSSProperties;
  return (
    <figure className="lanes" style={{ '--lines': linesOf(lanes.marks, share) } as CSSProperties}>
      <ul className="lane-marks" aria-label="Moments">
        {placed(lanes.marks, share).map(({ mark, line }) => (
          <li
            key={`${mark.atMs} ${mark.text}`}
            style={{ ...at(mark.atMs), '--line': line } as CSSProperties}
            data-side={share(mark.atMs) > 1 - widthOf(mark) ? 'left' : undefined}
          >
            <time dateTime={new Date(mark.atMs).toISOString()}>{formatTime(mark.atMs, timeZone, true)}</time>
            <span>{mark.text}</span>
          </li>
        ))}
      </ul>
      <ul>
        {lanes.lanes.map((lane) => (
          <li key={`${lane.machineId} ${lane.role}`} className="lane">
            <span className="min-w-0">
              <Link className="link block truncate" prefetch={false} href={`/machines/${lane.machineId}`}>
                <b>{lane.name}</b>
              </Link>
              <small>{lane.role}</small>
            </span>
            <Bars bars={lane.bars} at={at} timeZone={timeZone} />
          </li>
        ))}
        {lanes.cables.map((cable) => (
          <li key={cable.key} className="lane">
            <span className="min-w-0">
              <b className="block truncate font-strong">{cable.name}</b>
              <small>{cable.role}</small>
            </span>
            <Bars bars={cable.bars} at={at} timeZone={timeZone} />
          </li>
        ))}
      </ul>
    </figure>
  );
}

type BarsProps = {
  bars: IncidentView['lanes']['lanes'][number]['bars'];
  at: (from: number, to: number) => CSSProperties;
  timeZone: string;
};

function Bars({ bars, at, timeZone }: BarsProps) {
  return (
    <ol className="lane-bars">
      {bars.map((bar) => (
        <li
          key={`${bar.fromMs} ${bar.kind}`}
          data-kind={bar.kind}
          style={at(bar.fromMs, bar.toMs)}
          title={`${bar.text}, ${formatTime(bar.fromMs, timeZone, true)} to ${formatTime(bar.toMs, timeZone, true)}`}
        >
          <span>
            {bar.text}
            <span className="sr-only">
              {' '}
              from {formatTime(bar.fromMs, timeZone, true)} for {formatDuration(bar.toMs - bar.fromMs)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

type Share = (ms: number) => number;

/** Each mark on the first line where the one before leaves room. */
function placed(marks: readonly Mark[], share: Share): { mark: Mark; line: number }[] {
  const endOf: number[] = [];
  return marks.map((mark) => {
    const isLeft = share(mark.atMs) > 1 - widthOf(mark);
    const from = share(mark.atMs) - (isLeft ? widthOf(mark) : 0);
    const free = endOf.findIndex((end) => end <= from);
    const line = free === -1 ? Math.min(endOf.length, MARK_LINES - 1) : free;
    endOf[line] = from + widthOf(mark);
    return { mark, line };
  });
}

const linesOf = (marks: readonly Mark[], share: Share): number =>
  1 + Math.max(0, ...placed(marks, share).map((it) => it.line));
