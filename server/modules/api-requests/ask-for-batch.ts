import { randomUUID } from 'node:crypto';
import { authorize, requireKey, type ServiceContext } from '../../context.ts';
import { enqueueGeneration } from '../generations/index.ts';
import type { ApiAsk } from './api-event.ts';
import { boundAnswer } from './context-length.ts';
import { findSession } from './find-session.ts';
import { hashPrompt } from './prompt-hash.ts';
import { type Claim, requestOf } from './request-of.ts';

/**
 * A question that nobody waits for, on behalf of the context's key: it stands behind everybody, and its answer is read
 * once it has ended. Nothing is asked, and false comes back, unless its claim yields its row.
 */
export async function askForBatch(ctx: ServiceContext, ask: ApiAsk, claim: Claim): Promise<boolean> {
  const key = requireKey(ctx);
  authorize(ctx, 'api:ask');
  const hash = hashPrompt(ctx.portal.nonceKey, ask.messages);
  const session = await findSession(ctx, key, ask.model, hash);
  const asked = {
    id: randomUUID(),
    source: 'batch',
    askedBy: { apiKeyId: key.id },
    prompt: ask.messages,
    settings: ask.settings,
    maxTokens: boundAnswer(ask, session),
    session,
  } as const;
  const request = requestOf(ask, key, session, { hash: hash.whole, now: ctx.now(), claim });
  return (await enqueueGeneration(ctx, asked, request)) !== null;
}
