export { readMetricsText } from './read-metrics-text.ts';
export { isMetricsToken, listMetricsTokens, makeMetricsToken, revokeMetricsToken } from './tokens.ts';
