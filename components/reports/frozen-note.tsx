import { formatZonedMoment } from '@/shared/domain/format.ts';
import { Tag } from '../ui/tag.tsx';
import { LONG_AGO } from './report-numbers.ts';

/** Whose sums stand for good. */
export function FrozenNote({ frozenAt, timeZone }: { frozenAt: string; timeZone: string }) {
  return (
    <p className="flex flex-wrap items-center gap-2 pb-4 text-sm text-muted">
      <Tag>frozen</Tag>
      Its sums are as they stood on {formatZonedMoment(frozenAt, timeZone, LONG_AGO)}; what changed since is a
      correction of a later month.
    </p>
  );
}
