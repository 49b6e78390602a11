export { addEntry } from './add-entry.ts';
export { buildCostReport } from './build-cost-report.ts';
export { buildStatement, listStatements } from './build-statement.ts';
export { setCarbon } from './carbon.ts';
export { freezeDueMonths, freezeMonth } from './freeze-month.ts';
export { addTariff, listPrices } from './prices.ts';
export { setFreezeRule } from './set-freeze-rule.ts';
export { statementCsv, statementJson } from './statement-csv.ts';
export { listHostedPrices, removeHostedPrice, saveHostedPrice } from './hosted-prices.ts';
