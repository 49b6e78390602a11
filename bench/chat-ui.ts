/**
 * How a long chat feels in a browser: how long it takes to open one of 2,000 messages, from the press to the frame
 * after its newest answer stands; how long from a key to the frame with its letter while an answer streams; and how
 * many blocks of that answer change for each of its tokens. Through the page alone, as a person meets it.
 */
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Database } from '../server/db.ts';
import { type Api, apiClient, signIn } from '../e2e/fixtures/api.ts';
import { startReadySession } from '../e2e/fixtures/flows.ts';
import { signInByForm } from '../e2e/fixtures/test.ts';
import { openDesk, withBrowserLab } from './lib/browser-lab.ts';
import { quantile } from './lib/quantile.ts';

const MESSAGES = 2000;
/** As many as a page shows at first: the machine reads all of a chat before it answers. */
const SHOWN = 60;
const OPENINGS = Number(process.env['RUNS'] ?? 7);
const KEYS = 120;
const KEY_GAP_MS = 60;
const LAST_WORDS = 'This is where the chat ends.';

const ANSWER = `Here is the sum, with the **fence** as the thing to vary:

\`\`\`python
def budget(active_gb, ranks, bandwidth):
    """Milliseconds to read the weights once."""
    return active_gb / ranks / bandwidth * 1000
\`\`\`

| Part | Scales with |
|:--|--:|
| Reading weights | ranks |
| Meeting | layers |

- Reading falls with each *rank*, see [the notes](https://example.org/notes).
- Meeting grows with each layer.

If a fence took less, the same Macs would write faster.`;

/** Said in parts, as a model does: many blocks, each of a few tokens. */
const STREAMED = Array.from({ length: 10 }, (_, part) => `## Part ${part + 1}\n\n${ANSWER}`).join('\n\n');

const main = (): Promise<void> =>
  withBrowserLab(
    async ({ lab, db, browser }) => {
      const owner = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
      const { sessionId } = await startReadySession(owner, { simulated: true, size: 1 });
      const long = await fillChat(owner, db, sessionId, MESSAGES);
      const shown = await fillChat(owner, db, sessionId, SHOWN);
      const page = await openDesk(browser, lab);
      await signInByForm(page, lab.account('owner'));
      const opened = await measureOpening(page, long);
      const streamed = await measureStreaming(page, owner, sessionId, shown);
      const result = {
        openMs: Math.round(quantile(opened, 0.5)),
        openMsFirst: Math.round(opened[0]!),
        keystrokeToPaintMsP95: Math.round(quantile(streamed.keysMs, 0.95)),
        blocksPerToken: Number((streamed.blocks / streamed.tokens).toFixed(2)),
      };
      console.log(`${opened.length} openings, ${streamed.keysMs.length} keys, ${streamed.tokens} tokens`);
      console.log(JSON.stringify({ bench: 'chat-ui', messages: MESSAGES, ...result }));
    },
    ['Anjou'],
  );

const COUNTS = {
  state: 'completed' as const,
  maxTokens: 2048,
  reasoning: '',
  promptTokens: 90,
  completionTokens: 120,
  lastSeq: 1,
  energyJoules: 100,
};

/** A chat of questions and answers, each the parent of the next; its id. */
async function fillChat(owner: Api, db: Database, sessionId: string, messages: number): Promise<string> {
  const id = randomUUID();
  await owner.chat.start.mutate({ id, sessionId });
  const { ownerId } = await db.conversation.findUniqueOrThrow({ where: { id }, select: { ownerId: true } });
  const { epoch } = await db.session.findUniqueOrThrow({ where: { id: sessionId }, select: { epoch: true } });
  const startMs = Date.now() - messages * 1000;
  const ids = Array.from({ length: messages }, () => randomUUID());
  const rows = ids.map((messageId, index) => ({
    id: messageId,
    conversationId: id,
    parentId: ids[index - 1] ?? null,
    createdAt: new Date(startMs + index * 1000),
    ...(index % 2 === 0
      ? { role: 'user', text: `Question ${index / 2 + 1}: show the sum as code.`, authorId: ownerId }
      : { role: 'assistant', text: '', generationId: messageId }),
  }));
  const whole = { ...COUNTS, sessionId, epoch, requestedById: ownerId };
  await db.generation.createMany({
    data: rows
      .filter((it) => it.role === 'assistant')
      .map(({ id: generationId, createdAt }) => ({
        ...whole,
        id: generationId,
        createdAt,
        startedAt: createdAt,
        endedAt: createdAt,
        text: generationId === ids.at(-1) ? `${ANSWER}\n\n${LAST_WORDS}` : ANSWER,
      })),
  });
  await db.message.createMany({ data: rows });
  await db.conversation.update({ where: { id }, data: { title: `A chat of ${messages}` } });
  return id;
}

/** Each from the list of chats, by a press on its link. */
async function measureOpening(page: Page, id: string): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < OPENINGS; round++) {
    await page.goto('/chat');
    const link = page.locator(`a[href="/chat/${id}"]`).first();
    await link.waitFor();
    // Until what is fetched while a page is idle has come.
    await page.waitForTimeout(1500);
    await page.evaluate(
      `globalThis.openedMs = null;
      addEventListener('pointerdown', (event) => {
        const look = () => {
          const last = [...document.querySelectorAll('article')].at(-1);
          if (!last?.textContent.includes(${JSON.stringify(LAST_WORDS)})) return void requestAnimationFrame(look);
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => { globalThis.openedMs = performance.now() - event.timeStamp; };
          requestAnimationFrame(() => port2.postMessage(null));
        };
        requestAnimationFrame(look);
      }, { once: true, capture: true });`,
    );
    await link.click();
    const took = await page.waitForFunction(
      () => (globalThis as { openedMs?: number | null }).openedMs ?? false,
      null,
      { timeout: 60_000 },
    );
    all.push(Number(await took.jsonValue()));
  }
  return all;
}

type Streamed = { keysMs: number[]; blocks: number; tokens: number };

/** Types on while an answer of many blocks is written. */
async function measureStreaming(
  page: Page,
  owner: Api,
  sessionId: string,
  conversationId: string,
): Promise<Streamed> {
  await page.goto(`/chat/${conversationId}`);
  await page.getByText(LAST_WORDS).waitFor();
  const generationId = randomUUID();
  const text = `Repeat:\n${STREAMED}`;
  await owner.chat.post.mutate({ conversationId, generationId, sessionId, messageId: randomUUID(), text });
  await page
    .locator('article')
    .last()
    .locator('.answer-prose[data-streaming] > *')
    .first()
    .waitFor({ timeout: 120_000 });
  const tokensBefore = (await answerOf(owner, conversationId, generationId)).completionTokens;
  await page.evaluate(WATCH);
  const box = page.getByRole('textbox', { name: 'Message' });
  await box.focus();
  await page.keyboard.type('typing while it answers '.repeat(10).slice(0, KEYS), { delay: KEY_GAP_MS });
  const { blocks, keysMs } = await page.evaluate<{ blocks: number; keysMs: number[] }>(
    '({ blocks: globalThis.changedBlocks, keysMs: globalThis.keysMs })',
  );
  const { completionTokens, endedAt } = await answerOf(owner, conversationId, generationId);
  if (endedAt) throw new Error('The answer had ended before the typing did.');
  await owner.chat.stop.mutate({ generationId });
  return { keysMs, blocks, tokens: completionTokens - tokensBefore };
}

/** A block counts once for each time the page changes anything of it. */
const WATCH = `{
  const prose = [...document.querySelectorAll('.answer-prose')].at(-1);
  globalThis.changedBlocks = 0;
  new MutationObserver((changes) => {
    const blocks = new Set();
    for (const { target, addedNodes } of changes) {
      if (target === prose) for (const node of addedNodes) blocks.add(node);
      let node = target;
      while (node && node !== prose && node.parentNode !== prose) node = node.parentNode;
      if (node && node !== prose) blocks.add(node);
    }
    globalThis.changedBlocks += blocks.size;
  }).observe(prose, { subtree: true, childList: true, characterData: true, attributes: true });
  globalThis.keysMs = [];
  addEventListener('keydown', (event) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.keysMs.push(performance.now() - event.timeStamp);
      port2.postMessage(null);
    });
  }, true);
}`;

async function answerOf(owner: Api, conversationId: string, generationId: string) {
  const { messages } = await owner.chat.get.query({ id: conversationId });
  return messages.find((it) => it.generation?.id === generationId)!.generation!;
}

await main();
