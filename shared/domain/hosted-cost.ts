type Tokens = { modelId: string; promptTokens: number; completionTokens: number };
type Price = { modelId: string | null; inputPrice: number; outputPrice: number };
type HostedCost = {
  promptTokens: number;
  completionTokens: number;
  /** In the price's currency. */
  inputCost: number;
  outputCost: number;
};

/**
 * What the tokens of a time would have cost at a hosted API's price for a million of them, questions and answers each at
 * its own; null where none of the price's model were. What the engine had read before counts as any token of a question:
 * what a host lets off for it is another price, which is not entered.
 */
export function hostedCost(models: readonly Tokens[], price: Price): HostedCost | null {
  const own = models.filter((it) => price.modelId === null || it.modelId === price.modelId);
  const promptTokens = own.reduce((sum, it) => sum + it.promptTokens, 0);
  const completionTokens = own.reduce((sum, it) => sum + it.completionTokens, 0);
  if (promptTokens + completionTokens === 0) return null;
  return {
    promptTokens,
    completionTokens,
    inputCost: (promptTokens / 1e6) * price.inputPrice,
    outputCost: (completionTokens / 1e6) * price.outputPrice,
  };
}
