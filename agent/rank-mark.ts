/** What a rank and everything it starts carries in its environment, wherever it goes. */
export const RANK_MARK = 'ESPALIER_RANK';
export const rankMark = (it: { sessionId: string; epoch: number; rank: number }): string =>
  `${it.sessionId}.${it.epoch}.${it.rank}`;
