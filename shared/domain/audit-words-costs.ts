import { formatMoney } from './format.ts';
import { type Known, quotedText } from './audit-phrases.ts';

/** What is done to what things cost, in words. */
export const COST_ACTIONS: Record<string, Known> = {
  'month.freeze': { text: (name) => `froze the figures of ${name}` },
  'lab.set-freeze-rule': {
    text: () => 'changed when months are frozen',
    shifts: { days: 'days after the end' },
    tell: (_field, value) => (value === null ? 'never' : null),
  },
  'statement.add-entry': {
    text: (name) => `added an entry to the statement of ${name}`,
    rest: ({ amount, currency, corrects, reason }) => [
      typeof amount === 'number' && typeof currency === 'string' ? formatMoney(amount, currency) : null,
      typeof corrects === 'string' ? `corrects ${corrects}` : null,
      quotedText(reason),
    ],
  },
  'tariff.add': {
    text: (name) => `set new prices, ${name}`,
    rest: ({ machineHour, kwh, note }) => [
      typeof machineHour === 'string' ? `${machineHour} an hour` : null,
      typeof kwh === 'string' ? `${kwh} a kWh` : null,
      quotedText(note),
    ],
  },
  'carbon.set': {
    text: (name) => `chose what a kWh stands for: ${name}`,
    rest: ({ source }) => [quotedText(source)],
  },
  'mac-figure.set': {
    text: (name) => `entered what is known of ${name}: making, life, sleep`,
    shifts: { making: 'making', life: 'expected life', asleep: 'asleep' },
    rest: ({ makingSource, sleepSource }) => [quotedText(makingSource), quotedText(sleepSource)],
  },
  'hosted-price.add': {
    text: (name) => `entered what ${name} asks for tokens`,
    rest: ({ input, output, asOf }) => [
      typeof input === 'string' && typeof output === 'string'
        ? `${input} in and ${output} out for a million`
        : null,
      typeof asOf === 'string' ? `as of ${asOf}` : null,
    ],
  },
  'hosted-price.change': {
    text: (name) => `changed what ${name} asks for tokens`,
    shifts: {
      name: 'name',
      input: 'a million in',
      output: 'a million out',
      asOf: 'as of',
      model: 'of',
      source: 'from',
    },
  },
  'hosted-price.remove': { text: (name) => `removed what ${name} asks for tokens` },
  'budget.add': {
    text: (name) => `set a budget of ${name}`,
    rest: ({ amount }) => [typeof amount === 'string' ? amount : null],
  },
  'budget.change': {
    text: (name) => `changed the budget of ${name}`,
    shifts: { amount: null, refuses: 'refuses what goes over', warnsFrom: 'warns from' },
  },
  'budget.remove': { text: (name) => `removed the budget of ${name}` },
};
