import { LEAST_FIT_POINTS } from '@/shared/domain/psu-fit.ts';
import { formatCount, listNames } from '@/shared/domain/format.ts';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { FitChart } from '../../charts/fit-chart.tsx';
import { Written } from '../../ui/written.tsx';
import { kindColor } from '../kind-report.ts';
import { ReportBlock } from '../report-block.tsx';
import { kilowattHours } from '../report-numbers.ts';
import type { EnergyView } from '../types.ts';
import { ratioWords } from './energy-sources.tsx';

type Plug = EnergyView['plugs'][number];
type Props = { plugs: readonly Plug[]; kind: ShownKind };

/** What own sensors say beside a plug: can they be trusted where there is none? */
export function PlugsAgainstChips({ plugs, kind }: Props) {
  if (plugs.length === 0)
    return (
      <ReportBlock id="energy-plugs" title="Plug against chip" facts="can the own sensor be trusted?" isWide>
        <p className="text-sm text-text-2">
          No {kind === 'simulated' ? 'simulated ' : ''}Mac hung on a wall meter in this time: what its own
          sensor misses is <span className="unknown-value">unknown</span>.
        </p>
      </ReportBlock>
    );
  return plugs.map((it) => (
    <ReportBlock
      key={it.meterId}
      id={`energy-plug-${it.meterId}`}
      title={
        <>
          Plug against chip: <Written text={listNames(it.machines)} />
        </>
      }
      facts="can the own sensor be trusted?"
    >
      {it.points.length > 0 ? (
        <FitChart
          title="Own sensor over wall meter"
          unit="W, hour means"
          names={{ x: 'the wall', y: 'the own sensor' }}
          points={it.points.map(({ wallWatts, chipWatts }) => ({ x: wallWatts, y: chipWatts }))}
          line={it.fit && { slope: it.fit.slope, offset: it.fit.offsetWatts }}
          format={(value) => String(Number(value.toPrecision(3)))}
          color={kindColor(kind, 'var(--series-2)')}
          summary={`${it.points.length} hour means of the own sensor over the wall meter${it.fit ? `; the line rises by ${it.fit.slope.toFixed(3)} W a watt at the wall` : ''}`}
        />
      ) : (
        <p className="text-sm text-text-2">
          <span className="unknown-value">Not enough readings</span>: there is no whole hour in this time in
          which both measured throughout.
        </p>
      )}
      <Facts plug={it} />
    </ReportBlock>
  ));
}

function Facts({ plug }: { plug: Plug }) {
  const { ratio, fit, hours, wallJoules, chipJoules } = plug;
  const few = (
    <span className="unknown-value">
      {hours < LEAST_FIT_POINTS
        ? `not enough readings, ${LEAST_FIT_POINTS} hours at least`
        : 'not enough readings, they are all alike'}
    </span>
  );
  return (
    <div className="min-w-0">
      <dl className="statement-parts">
        <dt>
          <Written text={plug.name} />, hours together
        </dt>
        <dd>{formatCount(hours)}</dd>
        <dt>Wall and own sensor in them</dt>
        <dd>{hours === 0 ? '–' : `${kilowattHours(wallJoules)} and ${kilowattHours(chipJoules)} kWh`}</dd>
        <dt>Own sensor ÷ wall</dt>
        <dd>
          {ratio === null ? <span className="unknown-value">not enough readings</span> : ratio.toFixed(3)}
        </dd>
        <dt>Slope</dt>
        <dd>{fit ? `${fit.slope.toFixed(4)}, ± ${fit.slopeError.toFixed(4)}` : few}</dd>
        <dt>Offset</dt>
        <dd>{fit ? `${fit.offsetWatts.toFixed(2)} W` : '–'}</dd>
        <dt>Off the line, root mean square</dt>
        <dd>{fit ? `${fit.residualWatts.toFixed(2)} W` : '–'}</dd>
        <dt>Rests on</dt>
        <dd>{fit ? `${formatCount(fit.points)} hours` : '–'}</dd>
        <dt>Says</dt>
        <dd>{ratio === null ? '–' : ratioWords(ratio)}</dd>
      </dl>
      <p className="report-foot">
        Dashed: both equal. Least squares through hours in which both measured throughout. It corrects
        nothing.
      </p>
    </div>
  );
}
