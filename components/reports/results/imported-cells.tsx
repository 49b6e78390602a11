import { formatCount } from '@/shared/domain/format.ts';
import { Written } from '../../ui/written.tsx';
import type { ImportedRow } from './types.ts';

/** What a result is of: its model and machine, its program, and what was tested. */
export function ImportedCells({ row }: { row: ImportedRow }) {
  const { model, hardware, backend, build, batchSize, combined } = row;
  return (
    <>
      <th scope="row">
        {model === null ? <span className="unknown-value">no model named</span> : <Written text={model} />}
        <span className="report-sub">
          {hardware === null ? 'no machine named' : <Written text={hardware} />}
        </span>
      </th>
      <td>
        {row.format === 'mlx' ? 'mlx_lm.benchmark' : 'llama-bench'}
        <span className="report-sub">
          <Written text={[backend, build].filter(Boolean).join(' · ')} />
        </span>
      </td>
      <td>
        {testWords(row)}
        <span className="report-sub">
          {batchSize > 1 && `${batchSize} at once `}
          {combined && 'one rate for both'}
        </span>
      </td>
    </>
  );
}

function testWords({ promptTokens, generationTokens, depthTokens }: ImportedRow): string {
  const parts = [
    ...(promptTokens > 0 ? [`${formatCount(promptTokens)} in`] : []),
    ...(generationTokens > 0 ? [`${formatCount(generationTokens)} out`] : []),
    ...(depthTokens > 0 ? [`behind ${formatCount(depthTokens)}`] : []),
  ];
  return parts.join(', ');
}
