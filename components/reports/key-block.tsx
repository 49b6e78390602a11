import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import { formatCount, formatEnergy, formatMoney, formatTokens } from '@/shared/domain/format.ts';
import { NumberHeads } from '../ui/number-heads.tsx';
import { Written } from '../ui/written.tsx';
import type { KindReport } from './kind-report.ts';

type KeyUsage = KindReport['keys'][number];

/** What programs asked with keys, of real machines or of simulated ones; not there where none has asked. */
export function KeyBlock({ report: { keys, tariff } }: { report: KindReport }) {
  if (keys.length === 0) return null;
  return (
    <ReportBlock
      id="report-keys"
      title="By API key"
      facts="A part of what the sessions used, not beside it"
      isWide
    >
      <ReportTable label="Use by API key">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">For</th>
            <NumberHeads of={['Requests', 'Tokens in', 'Tokens out', 'Energy', 'Electricity']} />
          </tr>
        </thead>
        <tbody>
          {keys.map((it) => (
            <tr key={it.keyId}>
              <th scope="row">
                <Written text={it.keyName} /> <span className="text-muted">{it.prefix}…</span>
              </th>
              <td>
                <Written text={[it.personName, it.projectName].filter(Boolean).join(', ')} />
              </td>
              <td className="number">{formatCount(it.requests)}</td>
              <td className="number">{formatTokens(it.promptTokens)}</td>
              <td className="number">{formatTokens(it.completionTokens)}</td>
              <td className="number">{energyOf(it)}</td>
              <td className="number">{costOf(it, tariff.currency)}</td>
            </tr>
          ))}
        </tbody>
      </ReportTable>
    </ReportBlock>
  );
}

const costOf = ({ simulated, electricityCost }: KeyUsage, currency: string): string =>
  simulated
    ? 'not billed'
    : electricityCost === null
      ? 'not measured'
      : formatMoney(electricityCost, currency);

/** Of how many answers it is, where not of all. */
function energyOf({ energyJoules, requests, requestsMeasured }: KeyUsage): string {
  if (energyJoules === null) return 'not measured';
  const energy = formatEnergy(energyJoules);
  return requestsMeasured < requests ? `${energy} of ${formatCount(requestsMeasured)}` : energy;
}
