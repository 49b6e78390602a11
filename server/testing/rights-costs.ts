import { randomUUID } from 'node:crypto';
import { ADMINS, ahead, type Case, SIGNED_IN, window } from './rights-case.ts';

/** Who may ask what of costs, statements, prices and budgets. */
export const COST_RIGHTS: Record<string, Case[]> = {
  'costs.report': [{ may: SIGNED_IN, input: window }],
  'costs.statements': [{ may: SIGNED_IN, input: () => ({ month: '2026-10' }) }],
  'costs.statement': [{ may: SIGNED_IN, input: () => ({ month: '2026-10', teamId: null, shown: 'real' }) }],
  'costs.addEntry': [
    {
      may: ADMINS,
      input: () => ({ id: randomUUID(), month: '2026-10', teamId: null, amount: 1, reason: 'Test' }),
    },
  ],
  'costs.prices': [{ may: SIGNED_IN, input: () => ({}) }],
  'costs.addTariff': [
    {
      may: ADMINS,
      input: () => ({
        validFrom: ahead().startsAt,
        currency: 'EUR',
        machineHourPrice: 1,
        electricityPricePerKwh: 0.3,
        pue: 1,
        bands: [],
        machineRates: [],
        millionTokenPrice: null,
      }),
    },
  ],
  'costs.setCarbon': [
    {
      may: ADMINS,
      input: () => ({
        validFrom: ahead().startsAt,
        gramsPerKwh: 342,
        country: 'Germany',
        year: 2024,
        source: 'Ember',
      }),
    },
  ],
  'costs.setMacFigure': [
    {
      may: ADMINS,
      input: () => ({
        catalogId: 'studio-m3ultra',
        machineId: null,
        makingKgCo2e: { value: 250, source: 'Test' },
        sleepWatts: null,
      }),
    },
  ],
  'costs.hostedPrices': [{ may: SIGNED_IN, input: () => ({}) }],
  'costs.saveHostedPrice': [
    {
      may: ADMINS,
      input: () => ({
        id: randomUUID(),
        name: 'An API',
        modelId: null,
        currency: 'USD',
        inputPrice: 1,
        outputPrice: 2,
        asOf: '2026-11-01',
        source: 'its page',
      }),
    },
  ],
  'costs.removeHostedPrice': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'costs.freezeMonth': [{ may: ADMINS, input: () => ({ month: '2001-01' }) }],
  'costs.setFreezeRule': [{ may: ADMINS, input: () => ({ days: null }) }],
  'budgets.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'budgets.choices': [{ may: ADMINS, input: () => ({}) }],
  'budgets.save': [
    {
      may: ADMINS,
      input: () => ({
        id: null,
        scope: 'team',
        ofId: randomUUID(),
        measure: 'hours',
        amount: 10,
        period: 'month',
        warnShare: 0.8,
        refuses: false,
      }),
    },
  ],
  'budgets.remove': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
};
