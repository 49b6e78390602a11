import Link from 'next/link';
import { formatDate, formatMoney, formatTokens } from '@/shared/domain/format.ts';
import { useCan } from '../../providers/me.tsx';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import { ReportTable } from '../report-table.tsx';
import type { ElsewhereView } from './types.ts';

type HostedBlockProps = Pick<ElsewhereView, 'hosted' | 'promptTokens' | 'completionTokens' | 'models'> & {
  isSimulated: boolean;
};

/** The same tokens at a hosted API's price: a price, with all that it leaves out. */
export function HostedBlock({
  hosted,
  promptTokens,
  completionTokens,
  models,
  isSimulated,
}: HostedBlockProps) {
  const may = useCan();
  const nameOf = (modelId: string): string =>
    models.find((it) => it.modelId === modelId)?.modelTitle ?? modelId;
  return (
    <ReportBlock
      id="elsewhere-hosted"
      title="The same tokens at a hosted API’s price"
      facts={`${formatTokens(promptTokens)} tokens in, ${formatTokens(completionTokens)} out${isSimulated ? ', simulated' : ''}`}
      isWide
    >
      {hosted.length === 0 ? (
        <p className="text-muted">
          Unknown: no price of a hosted API is entered that held in this time.{' '}
          {may('cost:manage') && (
            <Link className="link" prefetch={false} href="/settings/prices">
              Enter one under Settings, Prices
            </Link>
          )}
        </p>
      ) : (
        <ReportTable label="These tokens at hosted prices">
          <thead>
            <tr>
              <th scope="col">Hosted API</th>
              <th scope="col">Tokens of</th>
              <NumberHeads of={['A million in', 'A million out', 'In', 'Out', 'Would have cost']} />
            </tr>
          </thead>
          <tbody>
            {hosted.map((it) => (
              <tr key={it.id}>
                <th scope="row">
                  <Written text={it.name} />
                  <span className="report-sub">
                    as of {formatDate(it.asOf)}, <Written text={it.source} />
                  </span>
                </th>
                <td>{it.modelId === null ? 'all models' : <Written text={nameOf(it.modelId)} />}</td>
                <td className="number">{formatMoney(it.inputPrice, it.currency)}</td>
                <td className="number">{formatMoney(it.outputPrice, it.currency)}</td>
                {it.cost === null ? (
                  <td className="number" colSpan={3}>
                    <span className="unknown-value">no tokens of it in this time</span>
                  </td>
                ) : (
                  <>
                    <td className="number">{formatMoney(it.cost.inputCost, it.currency)}</td>
                    <td className="number">{formatMoney(it.cost.outputCost, it.currency)}</td>
                    <td className="number">
                      <b>≈ {formatMoney(it.cost.inputCost + it.cost.outputCost, it.currency)}</b>
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </ReportTable>
      )}
      <p className="report-foot">
        Prices are the lab’s own entries, each of its day, not checked with the provider. Tokens are counted
        by the models here; another model cuts the same words otherwise and may say more or less. What a
        provider lets off for questions it has read before is not in it, and its answers come from other
        machines.
      </p>
    </ReportBlock>
  );
}
