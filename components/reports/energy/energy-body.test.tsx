import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { EnergyView } from '../types.ts';
import { EnergyBody } from './energy-body.tsx';
import { energyFormulas } from './energy-formula.ts';

const [FROM, TO] = ['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'];
const KWH = 3_600_000;
const HOUR_MS = 3_600_000;
const TARIFF: EnergyView['tariff'] = {
  version: 1,
  validFrom: FROM,
  currency: 'EUR',
  machineHourPrice: 1,
  electricityPricePerKwh: 0.3,
  pue: 1.5,
  bands: [],
  machineRates: [],
  millionTokenPrice: null,
};
const MACHINE: EnergyView['machines'][number] = {
  machineId: 'm1',
  machineName: 'Anjou',
  simulated: false,
  bookedMs: 0,
  usedMs: 100 * HOUR_MS,
  measuredJoules: 20 * KWH,
  estimatedJoules: null,
  estimateBasis: null,
  sessionJoules: 12 * KWH,
  otherJoules: 8 * KWH,
  coveredMs: 730 * HOUR_MS,
  windowMs: 744 * HOUR_MS,
  powerSources: ['smc_pstr'],
  activeJoules: 11.9 * KWH,
  idleJoules: 8.1 * KWH,
  rests: [{ counter: 'own', idleWatts: 11.4, basis: 'learned', minutes: 300 }],
  free: { ms: 600 * HOUR_MS, joules: 6.6 * KWH },
  classes: ['sensor'],
  sleep: null,
  making: null,
  reservedMs: 744 * HOUR_MS,
};

function report(over: Partial<EnergyView> = {}): EnergyView {
  const none = { unattributed: 0, overhead: 0 };
  return {
    from: FROM,
    to: TO,
    timeZone: 'UTC',
    tariff: TARIFF,
    tariffs: [{ from: FROM, to: TO, tariff: TARIFF }],
    frozenAt: null,
    totals: {
      sessions: 3,
      bookedMachineMs: 0,
      usedMachineMs: 100 * HOUR_MS,
      promptTokens: 0,
      completionTokens: 2_000_000,
      requests: 5,
      people: 1,
      measuredJoules: 20 * KWH,
      estimatedJoules: null,
      sessionJoules: 12 * KWH,
      coverage: 730 / 744,
      measuredMachines: 1,
      machines: 2,
      cost: 0,
      electricityCost: 0,
      otherCosts: [],
      unpricedMachineMs: 0,
    },
    days: [],
    machines: [MACHINE],
    split: { activeJoules: 11.9 * KWH, idleJoules: 8.1 * KWH, unsplitJoules: 0 },
    policies: {
      marginal: { ...none, sessions: 11.9 * KWH, overhead: 8.1 * KWH },
      full: { ...none, sessions: 20 * KWH },
    },
    hours: Array.from({ length: 24 }, () => ({
      activeJoules: (11.9 / 24) * KWH,
      idleJoules: (8.1 / 24) * KWH,
      unsplitJoules: 0,
    })),
    classes: [{ of: 'sensor', joules: 20 * KWH, coveredMs: 730 * HOUR_MS, machines: 1 }],
    detailJoules: 20 * KWH,
    prices: [
      {
        version: 1,
        currency: 'EUR',
        pricePerKwh: 0.3,
        pue: 1.5,
        joules: 20 * KWH,
        facilityJoules: 30 * KWH,
        cost: 9,
      },
    ],
    carbon: null,
    operationalGrams: null,
    embodiedGrams: null,
    sci: { perMillionTokens: null, perSessionHour: null },
    free: { ms: 600 * HOUR_MS, joules: 6.6 * KWH, costs: [{ currency: 'EUR', cost: 2.97 }], asleep: null },
    plugs: [],
    ...over,
  };
}
const markupOf = (it: EnergyView): string =>
  renderToStaticMarkup(
    <EnergyBody
      report={it}
      kind="real"
      span={{ from: new Date(FROM), to: new Date(TO) }}
      timeZone="UTC"
      now={new Date(TO)}
    />,
  );
const lineOf = (it: EnergyView, what: string) => energyFormulas(it).find((line) => line.what === what)!;

const FACTOR = {
  version: 1,
  validFrom: FROM,
  gramsPerKwh: 342,
  country: 'Germany',
  year: 2024,
  source: 'Ember',
};
const carbon = (grams: number | null): Partial<EnergyView> => ({
  carbon: [{ ...FACTOR, facilityJoules: 30 * KWH, grams: 10_260 }],
  operationalGrams: 10_260,
  embodiedGrams: grams,
  sci: {
    perMillionTokens: { gramsPerUnit: (10_260 + (grams ?? 0)) / 2, isOperationalOnly: grams === null },
    perSessionHour: { gramsPerUnit: (10_260 + (grams ?? 0)) / 100, isOperationalOnly: grams === null },
  },
});

describe('the formulae', () => {
  it('come to the figures above them, to the digit', () => {
    const markup = markupOf(report());
    for (const [what, result] of [
      ['Energy', '20.0 kWh'],
      ['Active', '11.9 kWh'],
      ['Idle', '8.10 kWh'],
      ['With the room', '30.0 kWh'],
      ['Electricity', '€9.00'],
    ] as const) {
      expect(lineOf(report(), what).result).toBe(result);
      expect(markup).toContain(result.replace(' kWh', ''));
    }
    expect(lineOf(report(), 'Electricity').numbers).toBe('20.0 × 1.5 × €0.30');
    expect(lineOf(report(), 'Idle').numbers).toBe('20.0 − 11.9');
    expect(lineOf(report(), 'Gaps').words).toContain('more than 10 s');
  });

  it('say what is not known, and never call a part of SCI the whole', () => {
    expect(lineOf(report(), 'Carbon, operation').result).toBe('unknown');
    expect(lineOf(report(), 'SCI, a million tokens').result).toBe('unknown');
    const operational = report(carbon(null));
    expect(lineOf(operational, 'Carbon, making')).toMatchObject({
      numbers: 'not known of Anjou',
      result: 'unknown',
    });
    expect(lineOf(operational, 'SCI, a million tokens').result).toBe('5.1 kg, operational only');
  });

  it('put making in where it is known of each Mac', () => {
    const making = { kgCo2e: 172.92, lifeYears: 4, basis: 'published' as const, source: 'Apple' };
    const whole = report({ ...carbon(3671.7), machines: [{ ...MACHINE, making }] });
    expect(lineOf(whole, 'Carbon, making')).toMatchObject({
      numbers: '172.9 kg × 744.0 h ÷ 35,040 h',
      result: '3.7 kg',
    });
    expect(lineOf(whole, 'SCI, a session hour')).toMatchObject({
      numbers: '(10 kg + 3.7 kg) ÷ 100.0 h of Macs in sessions',
      result: '140 g',
    });
  });
});

describe('the page', () => {
  it('tells what sleep would have saved only where somebody stated what it takes', () => {
    const unknown = markupOf(report());
    expect(unknown).toContain('600.0 h');
    expect(unknown).toContain('What Anjou would have taken asleep is');
    expect(unknown).not.toContain('kWh less');
    const asleep = {
      machines: 1,
      ms: 600 * HOUR_MS,
      joules: 6.6 * KWH,
      asleepJoules: 0.6 * KWH,
      savedJoules: 6 * KWH,
    };
    const stated = report({
      machines: [{ ...MACHINE, sleep: { watts: 1, source: 'a plug in March' } }],
      free: { ...report().free, asleep },
    });
    const markup = markupOf(stated);
    expect(markup).toContain('6.00 kWh less');
    expect(markup).toContain('€2.70');
    expect(markup).toContain('a plug in March');
    expect(markup).not.toContain('unknown</span>: an admin');
  });

  it('makes no line of too few hours beside a plug', () => {
    const plug = {
      meterId: 'w1',
      name: 'Plug 1',
      machines: ['Anjou'],
      hours: 3,
      wallJoules: 3 * KWH,
      chipJoules: 2.9 * KWH,
      ratio: 2.9 / 3,
      fit: null,
      points: [{ wallWatts: 100, chipWatts: 97 }],
    };
    const markup = markupOf(report({ plugs: [plug] }));
    expect(markup).toContain('not enough readings, 12 hours at least');
    expect(markup).toContain('own sensor 3.3 % low');
    expect(markupOf(report())).toContain('No Mac hung on a wall meter in this time');
  });

  it('shows no number where nothing was measured', () => {
    const bare = {
      ...MACHINE,
      measuredJoules: null,
      activeJoules: null,
      idleJoules: null,
      rests: [],
      classes: [],
    };
    const markup = markupOf(
      report({
        machines: [bare],
        split: null,
        policies: null,
        classes: [],
        prices: [],
        detailJoules: 0,
        totals: {
          ...report().totals,
          measuredJoules: null,
          sessionJoules: null,
          coverage: null,
          measuredMachines: 0,
        },
      }),
    );
    expect(markup).toContain('Not measured.');
    expect(markup).not.toContain('How it is reckoned');
    expect(markup).not.toContain('€0.00');
  });
});
