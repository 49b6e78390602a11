import { ask, readAnswer } from '../../e2e/fixtures/flows.ts';
import { until } from '../../e2e/fixtures/lab.ts';
import { book, openRankLab, startModel, untilOver, untilReady } from '../lib/rank-lab.ts';

const SIZES = (process.env['SIZES'] ?? '1,2,3').split(',').map(Number);
const QUESTION = 'What is a rank?';
const FINAL = ['completed', 'stopped', 'length', 'interrupted', 'error'];

/** One, two and three ranks, by slices and by layers: how long each takes to start, and whether each says the same. */
export async function readSplits(): Promise<object> {
  const bench = await openRankLab({ size: 3 });
  const { api, agents } = bench;
  const said: { ranks: number; split: string; startS: number; tokensPerS: number | null; text: string }[] =
    [];
  try {
    const { revision } = await api.bookings.get.query({ id: bench.bookingId });
    await api.bookings.end.mutate({ id: bench.bookingId, revision });
    for (const size of SIZES) {
      const bookingId = await book(api, agents.slice(0, size));
      for (const split of size === 1 ? (['single'] as const) : (['tensor', 'pipeline'] as const)) {
        const startedAt = performance.now();
        const id = await startModel(api, bookingId, split);
        await untilReady(api, id);
        const startS = Number(((performance.now() - startedAt) / 1000).toFixed(2));
        const ids = await ask(api, id, QUESTION);
        await until(300_000, 'the answer', async () => FINAL.includes((await readAnswer(api, ids)).state));
        const answer = await readAnswer(api, ids);
        const { state, text, tokensPerSecond } = answer;
        if (state !== 'completed')
          throw new Error(`${size} ranks by ${split}: the answer ended as ${state}.`);
        const tokensPerS = tokensPerSecond === null ? null : Number(tokensPerSecond.toFixed(1));
        said.push({ ranks: size, split, startS, tokensPerS, text });
        console.log(`${size} ranks, ${split}: ready after ${startS} s, ${tokensPerS} tokens/s`);
        await api.sessions.end.mutate({ id });
        await untilOver(api, id);
      }
      const booking = await api.bookings.get.query({ id: bookingId });
      await api.bookings.end.mutate({ id: bookingId, revision: booking.revision });
    }
  } finally {
    await bench.close();
  }
  return {
    bench: 'start-stop splits',
    sameText: said.every((it) => it.text === said[0]!.text),
    characters: said[0]!.text.length,
    splits: said.map(({ text: _text, ...rest }) => rest),
  };
}
