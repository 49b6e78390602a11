import Link from 'next/link';
import { carbonGrams } from '@/shared/domain/carbon.ts';
import { Written } from '../ui/written.tsx';
import type { CostFiguresView, CostView } from './cost-words.ts';
import { carbonWeight, kilowattHours } from './report-numbers.ts';

type Props = { total: CostFiguresView; carbon: CostView['carbon'] };

/** What the measured energy of sessions stands for, with the formula's numbers put in; what is not known is said. */
export function CarbonBlock({ total, carbon }: Props) {
  return (
    <div>
      <h2 className="pb-2">Carbon</h2>
      {carbon === null ? (
        <p className="text-sm text-muted">
          Not set: an admin chooses what a kWh of this lab’s grid stands for in{' '}
          <Link href="/settings/prices">Settings, Prices</Link>.
        </p>
      ) : total.joules === null ? (
        <p className="text-sm text-muted">Not known: no energy was measured.</p>
      ) : (
        <Formula total={total} carbon={carbon} />
      )}
    </div>
  );
}

function Formula({ total, carbon }: { total: CostFiguresView; carbon: NonNullable<CostView['carbon']> }) {
  const grams = carbonGrams(total.facilityJoules, carbon.gramsPerKwh);
  const perThousand = total.completionTokens >= 1000 ? (grams / total.completionTokens) * 1000 : null;
  const pue = total.joules ? total.facilityJoules / total.joules : 1;
  const room = pue > 1.0005 ? ` × ${pue.toFixed(2)} PUE` : '';
  return (
    <dl className="statement-parts">
      <dt className="font-strong">CO₂e</dt>
      <dd className="font-strong">{carbonWeight(grams)}</dd>
      <dt>
        {kilowattHours(total.joules ?? 0)} kWh{room} × {carbon.gramsPerKwh} g/kWh
      </dt>
      <dd>{carbonWeight(grams)}</dd>
      <dt>For 1,000 tokens out</dt>
      <dd>{perThousand === null ? 'too few tokens' : carbonWeight(perThousand)}</dd>
      <dt>Factor</dt>
      <dd>
        <Written text={`${carbon.country}, year ${carbon.year}`} />
      </dd>
      <dt>Kind</dt>
      <dd>location-based</dd>
      <dt>Source</dt>
      <dd>
        <Written text={carbon.source} />
      </dd>
      <dt>Making of the Macs</dt>
      <dd>
        not included here: <Link href="/reports/energy">Energy</Link> tells it where it is known
      </dd>
    </dl>
  );
}
