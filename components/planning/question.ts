import {
  type AskedModel,
  askedModelInput,
  askedModelOr,
  askedModelParams,
  wholeOf,
} from '../layout/asked-model.ts';

/** What the page is asked; it stands in the address, so that an answer can be sent as a link. */
export type Question = AskedModel & {
  /** Only these machines together; none: all sets of the lab. */
  machineIds: readonly string[];
  /** Tokens a second that what is bought, and what a set should run, must reach; 0: any. */
  leastPerSecond: number;
  /** For these it is told which model they should run. */
  modelsFor: readonly string[];
  /** A model that is not in the list is being read. */
  isReading: boolean;
};

export const CONTEXTS = [2048, 8192, 32_768, 65_536, 131_072, 262_144, 1_048_576];
export const REQUESTS = [1, 2, 4, 8, 16, 32];
export const LEAST_RATES = [0, 10, 20, 40, 80];
const FIRST_MODEL = 'gpt-oss-120b';
export const MOST_TOGETHER = 16;

type Params = { get(name: string): string | null };

const idsOf = (text: string | null): string[] =>
  [...new Set((text ?? '').split(','))].filter((id) => id !== '' && id.length <= 64).slice(0, MOST_TOGETHER);

export const questionOf = (params: Params): Question => ({
  ...askedModelOr(FIRST_MODEL, params),
  machineIds: idsOf(params.get('on')),
  leastPerSecond: wholeOf(params.get('rate'), 10_000, 0),
  modelsFor: idsOf(params.get('models')),
  isReading: params.get('read') === '1',
});

/** The page's address for a question; what is as it is at first is left out. */
export function addressOf(question: Question): string {
  const params = askedModelParams(question);
  if (question.modelId === FIRST_MODEL) params.delete('model');
  if (question.machineIds.length > 0) params.set('on', question.machineIds.join(','));
  if (question.leastPerSecond !== 0) params.set('rate', String(question.leastPerSecond));
  if (question.modelsFor.length > 0) params.set('models', question.modelsFor.join(','));
  if (question.isReading) params.set('read', '1');
  const search = params.toString();
  return search === '' ? '/machines/fits' : `/machines/fits?${search}`;
}

/** As the portal is asked. */
export const fitInputOf = (question: Question) => ({
  ...askedModelInput(question),
  ...(question.machineIds.length > 0 && { machineIds: [...question.machineIds] }),
});

/** Whether these machines can run it together, as one checklist. */
export const checksAddress = (question: Question, machineIds: readonly string[]): string =>
  `/machines/cables?set=${machineIds.join(',')}&${askedModelParams(question).toString()}`;
