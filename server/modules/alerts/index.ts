export { acknowledgeAlert } from './acknowledge-alert.ts';
export { BUDGETS_EACH_MS, evaluateAlerts, ROUND_MS } from './evaluate-alerts.ts';
export { listAlerts } from './list-alerts.ts';
export { listFiring } from './list-firing.ts';
export { listAlertChoices, listAlertRules } from './list-rules.ts';
export { pruneAlerts } from './prune-alerts.ts';
export { removeAlertRule, saveAlertRule, setAlertRule } from './save-rule.ts';
export { endSilence, listSilences, silenceAlerts } from './silences.ts';
