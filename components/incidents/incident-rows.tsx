import Link from 'next/link';
import { formatMoment, listNames } from '@/shared/domain/format.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import type { IncidentRowView } from './types.ts';

type Props = { rows: readonly IncidentRowView[]; timeZone: string; nowMs: number };

/** Incidents as rows, each a way to its page. */
export function IncidentRows({ rows, timeZone, nowMs }: Props) {
  return (
    <ul className="border-t border-border-strong">
      {rows.map((it) => (
        <li key={it.id} className="border-b border-border">
          <Link prefetch={false} href={`/incidents/${it.id}`} className="incident-row">
            <StatusGlyph status={it.closedAt ? 'free' : 'fault'} label={null} />
            <span className="min-w-0">
              <span className="flex flex-wrap items-center gap-x-2">
                <b>
                  <Written text={it.title} />
                </b>
                {it.simulated && <SimulatedTag />}
                {it.certainty === 'unknown' && <Tag>cause not known</Tag>}
              </span>
              <span className="block text-sm text-muted">
                Incident {it.number} · {it.modelTitle} on {listNames(it.machines.map((one) => one.name))}
              </span>
            </span>
            <span className="incident-when text-sm text-muted">
              {formatMoment(it.noticedAt, timeZone, nowMs)} · {it.closedAt ? 'closed' : 'open'}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
