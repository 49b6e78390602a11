import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SaveBudgetInput } from '@/shared/schemas/budget.ts';
import { saveBudget } from '../../modules/budgets/index.ts';
import { type ApiLab, startApiLab } from '../../testing/api-lab.ts';
import { actingAs } from '../../testing/context.ts';

let lab: ApiLab;
beforeAll(async () => {
  lab = await startApiLab();
});
afterAll(() => lab.close());

test.each(['team', 'project'] as const)(
  'a question on machines that a %s booked is refused over its budget, in each maker’s own shape',
  async (scope) => {
    const { db } = lab.ctx;
    const data = { name: `Proofs ${randomUUID().slice(0, 8)}` };
    const { id: ofId } =
      scope === 'team' ? await db.team.create({ data }) : await db.project.create({ data });
    const where = { id: lab.session.bookingId };
    await db.booking.update({ where, data: { [`${scope}Id`]: ofId } });
    const admin = await actingAs(lab.portal.ctx, 'admin');
    const budget = {
      id: null,
      scope,
      ofId,
      measure: 'tokens',
      amount: 1,
      period: 'month',
      warnShare: 0.8,
      refuses: true,
    };
    const { id } = await saveBudget(admin, SaveBudgetInput.parse(budget));
    const asked = lab.session.id;
    const ask = () =>
      lab.openai.chat.completions.create({ model: asked, messages: [{ role: 'user', content: 'Count' }] });
    const refused = await ask().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    expect(refused).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' });
    expect((refused as Error).message).toContain(data.name);
    expect((refused as Error).message).toContain('1 token');
    const other = await fetch(`${lab.http.url}/api/anthropic/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': lab.secret },
      body: JSON.stringify({
        model: asked,
        max_tokens: 16,
        messages: [{ role: 'user', content: 'Count' }],
      }),
    });
    expect(other.status).toBe(429);
    expect(await other.json()).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error', message: expect.stringContaining(data.name) },
    });
    // A budget that only warns refuses nothing.
    await saveBudget(admin, SaveBudgetInput.parse({ ...budget, id, refuses: false }));
    await expect(ask()).resolves.toMatchObject({ object: 'chat.completion' });
    await db.booking.update({ where, data: { [`${scope}Id`]: null } });
  },
);
