import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import type { SplitFact } from '../schemas/models.ts';
import { formatGigabytes } from './format.ts';
import { cacheBytesOf } from './model-memory.ts';
import { weightBytesOf } from './model-weights.ts';
import { whyNot } from './sharding.ts';

const SIZES = [2, 3, 4, 5, 6, 7, 8];
const anyOf = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const WORDS = { tensor: 'By tensors over', pipeline: 'By layers over' } as const;

/** Over how many Macs a model can be shared out, each way, and for what can't be why not. */
export function splitFacts(model: MlxModel, quantisation: Quantisation): SplitFact[] {
  if (!model.runs) return [{ words: 'Does not run', can: false, note: sentence(model.sharding.reason) }];
  return (['tensor', 'pipeline'] as const).flatMap((split) => {
    const reasons = SIZES.map((size) => ({ size, why: whyNot(model, quantisation, split, size) }));
    const can = reasons.filter(({ why }) => why === null).map(({ size }) => size);
    const not = reasons.filter(({ why }) => why !== null);
    const rows: SplitFact[] = [];
    if (can.length > 0) {
      const note = split === 'tensor' ? shareWords(model, quantisation, can.at(-1)!) : null;
      rows.push({ words: `${WORDS[split]} ${list(can)}`, can: true, note });
    }
    if (not.length > 0) {
      const words =
        can.length > 0 ? `${WORDS[split]} ${list(not.map(({ size }) => size))}` : `${WORDS[split]} several`;
      rows.push({ words, can: false, note: not[0]!.why });
    }
    return rows;
  });
}

/** `2, 4 or 8`, and `2 to 8` of many without a gap. */
function list(sizes: readonly number[]): string {
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  if (sizes.length > 3 && last - first === sizes.length - 1) return `${first} to ${last}`;
  return anyOf.format(sizes.map(String));
}
const sentence = (reason: string | null): string | null => reason && `${reason}.`;

/** What each of the most Macs would hold. */
function shareWords(model: MlxModel, quantisation: Quantisation, ranks: number): string | null {
  const bytes = weightBytesOf(model, quantisation);
  if (bytes === null) return null;
  const everywhere = bytes.embedding + bytes.head + bytes.replicated;
  const each = everywhere + (bytes.split + bytes.routedExperts) / ranks;
  const settings = { contextTokens: 8192, requests: 1, cacheBits: 16 } as const;
  const isShared = cacheBytesOf(model, settings, ranks) < cacheBytesOf(model, settings, 1);
  const cache = isShared ? 'the cache is divided too' : 'the cache is not divided';
  return `${formatGigabytes(each)} of weights each over ${ranks}; ${cache}.`;
}
