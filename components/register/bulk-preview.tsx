import { ErrorNote } from '../ui/error-note.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { type BulkField, changesOf, tellBulkValue, valueBefore } from './bulk-fields.ts';
import type { BulkPreviewView, ChoicesView } from './types.ts';
import type { PreviewState } from './use-bulk-preview.ts';

type Props = {
  preview: PreviewState;
  field: BulkField;
  draft: string;
  around: { currency: string; choices: ChoicesView | undefined };
};

export const countWords = (count: number): string => (count === 1 ? 'one Mac' : `${count} Macs`);

/** Each machine with what becomes of it: from → to, no change, or refused and why. */
export function BulkPreview({ preview, field, draft, around }: Props) {
  const { data, error, isAsking, isOld } = preview;
  if (error) return <ErrorNote error={error} />;
  if (!data) return isAsking ? <SkeletonRows label="Loading the preview" count={3} /> : null;
  const of = (verdict: string) => data.rows.filter((it) => it.verdict === verdict).length;
  const counts = [
    `${of('changes')} ${of('changes') === 1 ? 'changes' : 'change'}`,
    of('same') > 0 && `${of('same')} already so`,
    of('refused') > 0 && `${of('refused')} refused, left as they are`,
  ];
  const read = changesOf(field, draft);
  const after = 'changes' in read ? Object.values(read.changes)[0] : null;
  const value = field.custom && after !== null && typeof after === 'object' ? after[field.custom.id] : after;
  const to = tellBulkValue(field, typeof value === 'object' ? null : value, around);
  return (
    <div className="pt-4" aria-busy={isOld} style={isOld ? { opacity: 0.6 } : undefined}>
      <p role="status" className="pb-1 text-sm font-medium">
        {counts.filter(Boolean).join(', ')}
      </p>
      <ScrollRegion label="What becomes of each Mac" className="max-h-72 overflow-y-auto">
        <ul className="text-sm">
          {data.rows.map((row) => (
            <li
              key={row.id}
              className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)] gap-3 border-t border-border py-1.5"
            >
              <b className="truncate" title={row.name}>
                {row.name}
              </b>
              <Verdict row={row} from={tellBulkValue(field, valueBefore(field, row), around)} to={to} />
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </div>
  );
}

type VerdictProps = { row: BulkPreviewView['rows'][number]; from: string; to: string };

function Verdict({ row: { verdict, reason }, from, to }: VerdictProps) {
  if (verdict === 'same') return <span className="text-muted">no change</span>;
  if (verdict === 'refused')
    return (
      <span className="flex gap-1.5">
        <StatusGlyph status="fault" label={null} small />
        <span>
          <b className="text-fault-text">refused</b> {reason}
        </span>
      </span>
    );
  return (
    <span className="[overflow-wrap:anywhere]">
      <s className="text-muted">{from}</s> → <b>{to}</b>
    </span>
  );
}
