import { expect, test } from 'vitest';
import { hostedCost } from './hosted-cost.ts';

const MODELS = [
  { modelId: 'a', promptTokens: 2_000_000, completionTokens: 500_000 },
  { modelId: 'b', promptTokens: 1_000_000, completionTokens: 0 },
];
const price = (modelId: string | null) => ({ modelId, inputPrice: 0.5, outputPrice: 4 });

test('questions and answers at their own price for a million, of all models or one; none of it is unknown, not free', () => {
  expect(hostedCost(MODELS, price(null))).toEqual({
    promptTokens: 3_000_000,
    completionTokens: 500_000,
    inputCost: 1.5,
    outputCost: 2,
  });
  expect(hostedCost(MODELS, price('b'))).toMatchObject({ inputCost: 0.5, outputCost: 0 });
  expect(hostedCost(MODELS, price('gone'))).toBeNull();
  expect(hostedCost([], price(null))).toBeNull();
});
