import { useMutation, useQueryClient } from '@tanstack/react-query';
import { formatCount, formatDateTime, formatMemory } from '@/shared/domain/format.ts';
import { rateText } from '../../metrics/rate-words.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Tag } from '../../ui/tag.tsx';
import { toast } from '../../ui/toast.tsx';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import { ReportTable } from '../report-table.tsx';
import { ImportedCells } from './imported-cells.tsx';
import type { ImportView } from './types.ts';

type ImportedBlockProps = {
  imports: readonly ImportView[];
  hasMore: boolean;
  timeZone: string;
  now: Date;
};

/** What others measured elsewhere, beside the lab's own and never in it. */
export function ImportedBlock({ imports, hasMore, timeZone, now }: ImportedBlockProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const change = useMutation(
    trpc.results.setImportRemoved.mutationOptions({
      onSuccess: (_, { id, removed }) => {
        void queries.invalidateQueries(trpc.results.imports.pathFilter());
        const of = imports.find((it) => it.id === id);
        if (removed)
          toast.done(`“${of?.source ?? 'Import'}” is removed`, () => change.mutate({ id, removed: false }));
        else toast.done('It is back');
      },
      onError: toast.failed,
    }),
  );
  return (
    <ReportBlock
      id="results-imported"
      title="Imported"
      facts="measured elsewhere by others, of any time; in no figure above"
      isWide
    >
      <ReportTable label="Imported results">
        <thead>
          <tr>
            <th scope="col">Model and machine</th>
            <th scope="col">Backend and build</th>
            <th scope="col">Test</th>
            <NumberHeads of={['Prompt tok/s', 'tok/s', 'Peak memory']} />
          </tr>
        </thead>
        {imports.map((it) => (
          <tbody key={it.id}>
            <tr>
              <th scope="rowgroup" colSpan={6} className="pt-3">
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <Tag>Imported</Tag>
                  <Written text={it.source} />
                  <span className="report-sub">
                    by <Written text={it.importedByName} />, {formatDateTime(it.importedAt, timeZone, now)}
                    {it.leftOut > 0 &&
                      ` · ${formatCount(it.leftOut)} ${it.leftOut === 1 ? 'line' : 'lines'} left out`}
                  </span>
                  {it.mayRemove && (
                    <Button
                      small
                      look="quiet"
                      className="no-print ml-auto"
                      aria-label={`Remove “${it.source}”`}
                      onClick={() => change.mutate({ id: it.id, removed: true })}
                    >
                      Remove
                    </Button>
                  )}
                </span>
              </th>
            </tr>
            {it.rows.map((row) => (
              <tr key={`${row.line} ${row.promptTokens} ${row.generationTokens} ${row.depthTokens}`}>
                <ImportedCells row={row} />
                <td className="number">{rateCell(row.prompt)}</td>
                <td className="number">{rateCell(row.generation ?? row.combined)}</td>
                <td className="number">
                  {row.peakMemoryBytes === null ? (
                    <span className="unknown-value">not told</span>
                  ) : (
                    formatMemory(row.peakMemoryBytes)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </ReportTable>
      {hasMore && <p className="text-sm text-muted">Older imports are not shown.</p>}
    </ReportBlock>
  );
}

const rateCell = (rate: { mean: number; deviation: number | null } | null): string => {
  if (!rate) return '';
  return rate.deviation === null
    ? rateText(rate.mean)
    : `${rateText(rate.mean)} ± ${rateText(rate.deviation)}`;
};
