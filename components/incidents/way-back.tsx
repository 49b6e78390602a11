import Link from 'next/link';
import { formatDateTime } from '@/shared/domain/format.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { Tag } from '../ui/tag.tsx';
import type { IncidentView } from './types.ts';

type Props = { back: IncidentView['wayBack'][number]; timeZone: string; nowMs: number };
type Step = { title: string; detail: string; isDone: boolean };

/** How a machine that the failure kept out came back, or what it still waits for. */
export function WayBack({ back, timeZone, nowMs }: Props) {
  const { machine } = back;
  const when = (at: string): string => formatDateTime(at, timeZone, nowMs);
  const steps: Step[] = [
    {
      title: 'Kept out',
      detail: back.why === null ? when(back.keptOutAt) : `${when(back.keptOutAt)}. ${back.why}`,
      isDone: true,
    },
    back.backAt === null
      ? { title: 'Waits for a restart', detail: 'Or an admin gives it back on its page.', isDone: false }
      : {
          title: back.givenBackBy === null ? 'Restarted' : `Given back by ${back.givenBackBy}`,
          detail: when(back.backAt),
          isDone: true,
        },
  ];
  if (back.backAt !== null)
    steps.push(
      back.usedAt === null
        ? { title: 'Has held no model since', detail: '', isDone: false }
        : { title: 'Held a model again', detail: when(back.usedAt), isDone: true },
    );
  return (
    <section aria-label={`${machine.name}, kept out`}>
      <h2 className="flex items-center gap-2 border-b border-border-strong pb-2">
        <Link className="link" prefetch={false} href={`/machines/${machine.id}`}>
          {machine.name}
        </Link>
        <Tag tone={back.backAt === null ? 'fault' : 'ready'}>
          {back.backAt === null ? 'kept out' : 'in use again'}
        </Tag>
      </h2>
      <ol>
        {steps.map((it) => (
          <li key={it.title} className="flex gap-2 py-1.5 text-sm">
            <StatusGlyph status={it.isDone ? 'free' : 'pending'} label={it.isDone ? 'Done' : 'To come'} />
            <span className="min-w-0">
              <b>{it.title}</b>
              {it.detail && <span className="block [overflow-wrap:anywhere] text-muted">{it.detail}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
