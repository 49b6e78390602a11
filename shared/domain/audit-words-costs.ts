import { formatMoney } from './format.ts';
import { type Known, quotedText } from './audit-phrases.ts';

/** What is done to what things cost, in words. */
export const COST_ACTIONS: Record<string, Known> = {
  'month.freeze': { text: (name) => `froze the figures of ${name}` },
  'lab.set-freeze-rule': {
    text: () => 'changed when months are frozen',
    shifts: { days: 'days after the end' },
  },
  'statement.add-entry': {
    text: (name) => `added an entry to the statement of ${name}`,
    rest: ({ amount, currency, corrects, reason }) => [
      typeof amount === 'number' && typeof currency === 'string' ? formatMoney(amount, currency) : null,
      typeof corrects === 'string' ? `corrects ${corrects}` : null,
      quotedText(reason),
    ],
  },
};
