import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import ReportBody from './report-body.tsx';
import type { ReportView } from './types.ts';

const [FROM, TO] = ['2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'];
function report(currency: string, cost: number, otherCosts: ReportView['totals']['otherCosts'] = []) {
  const tariff = {
    version: 1,
    validFrom: FROM,
    currency,
    machineHourPrice: 1,
    electricityPricePerKwh: 0.3,
    pue: 1,
    bands: [],
    machineRates: [],
    millionTokenPrice: null,
  };
  const totals: ReportView['totals'] = {
    sessions: 0,
    bookedMachineMs: 0,
    usedMachineMs: 0,
    promptTokens: 0,
    completionTokens: 0,
    requests: 0,
    people: 0,
    measuredJoules: null,
    estimatedJoules: null,
    sessionJoules: null,
    coverage: null,
    measuredMachines: 0,
    machines: 0,
    cost,
    electricityCost: null,
    otherCosts,
    unpricedMachineMs: 0,
  };
  return {
    from: FROM,
    to: TO,
    timeZone: 'UTC',
    tariff,
    tariffs: [{ from: FROM, to: TO, tariff }],
    totals,
    simulated: totals,
    days: [],
    simulatedDays: [],
    machines: [],
    projects: [],
    simulatedProjects: [],
    keys: [],
    ownPrices: 0,
    sessions: [],
    unusedBookings: [],
    frozenAt: null,
  } satisfies ReportView;
}

it('what it was before is told in the currency of that time, others beside it', () => {
  const before = report('USD', 12, [{ currency: 'GBP', machineTime: 3, electricity: null }]);
  const markup = renderToStaticMarkup(
    <ReportBody
      report={report('EUR', 20)}
      before={before}
      kind="real"
      span={{ from: new Date(FROM), to: new Date(TO) }}
      timeZone="UTC"
      now={new Date(TO)}
    />,
  );
  expect(markup).toContain('€20.00');
  expect(markup).toContain('was US$12.00 and £3.00');
});
