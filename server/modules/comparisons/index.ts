export { deleteComparison, shareComparison, stopComparison } from './change-comparison.ts';
export { forgetOldComparisons } from './forget-old-comparisons.ts';
export { getComparison } from './get-comparison.ts';
export { listComparisons } from './list-comparisons.ts';
export { rateAnswer } from './rate-answer.ts';
export { exportRatings, sumRatings } from './ratings.ts';
export { startComparison } from './start-comparison.ts';
