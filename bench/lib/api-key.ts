import type { Api } from '../../e2e/fixtures/api.ts';

/** The secret of a key that has every limit, so that each is counted, and reaches none. */
export async function makeApiKey(api: Api): Promise<string> {
  const { secret } = await api.apiKeys.create.mutate({
    name: 'A bench',
    projectId: null,
    modelIds: [],
    sessionIds: [],
    expiresAt: new Date(Date.now() + 86_400_000),
    requestsPerMinute: 10_000,
    tokensPerMinute: 10_000_000,
    tokensPerMonth: 1_000_000_000,
  });
  return secret;
}
