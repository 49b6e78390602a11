import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ENGINE_DEFAULTS } from '@/shared/domain/engine-settings.ts';
import { until } from '../../testing/until.ts';
import type { RuntimeEvents } from '../runtime.ts';
import { enginePython, readEngine } from './engine.ts';
import { createMlxRuntime } from './mlx-runtime.ts';

const engineFolder = resolve(process.env['ESPALIER_ENGINE'] ?? '.data/engine');
const requirements = readFileSync('agent/rank/requirements.txt', 'utf8');
const modelId = 'espalier-demo';
const STEP = 128;

test('a rank reads prompts in the steps, quantises its cache to the bits and keeps as many prompts as its session says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-settings-'));
  cpSync('agent/models', folder, { recursive: true });
  // The demo model with heads that can be quantised: what it says then is of no matter.
  const config = join(folder, modelId, 'config.json');
  const shape = JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>;
  writeFileSync(config, JSON.stringify({ ...shape, num_attention_heads: 3, num_key_value_heads: 3 }));
  const states: string[] = [];
  const log: string[] = [];
  const reads: number[] = [];
  const ended: string[] = [];
  const events: RuntimeEvents = {
    onRankState: (_, { state, message }) => void states.push(message ? `${state}: ${message}` : state),
    onLog: (_, _stream, text) => void log.push(text),
    onAnswerPart: () => {},
    onPrefill: (_, _id, { done }) => void reads.push(done),
    onAnswerEnd: (_, id, { state }) => void ended.push(`${id} ${state}`),
  };
  const runtime = createMlxRuntime({
    hostId: 'host',
    modelRoots: [folder],
    sessionsFolder: join(folder, 'sessions'),
    readEngine: () => readEngine({ engineFolder, requirements }),
    program: { command: enginePython(engineFolder), args: [resolve('agent/rank/rank.py')] },
    localAddress: () => '127.0.0.1',
    stallMs: 60_000,
    guard: { untilFree: async () => null, wedge: () => null, isGpuIdle: () => false, onStuck: () => {} },
    journal: { write: () => {} },
    events,
  });
  const ref = { sessionId: 'settings', epoch: 1, rank: 0 };
  const reach = (state: string) =>
    until(() => states.some((it) => it.startsWith(state)), `it is ${state} (${states.join()})`, 60_000);
  const ask = async (generationId: string, content: string): Promise<void> => {
    const messages = [{ role: 'user' as const, content }];
    runtime.startAnswer(ref, { generationId, messages, settings: { temperature: 0 }, maxTokens: 2 });
    await until(() => ended.some((it) => it.startsWith(generationId)), `the end of ${generationId}`, 60_000);
  };
  try {
    const { models, engine } = await runtime.describe();
    expect(engine.settings).toEqual([
      'prefillStepTokens',
      'promptCacheCount',
      'promptCacheBytes',
      'cacheBits',
    ]);
    runtime.prepare({
      ...ref,
      size: 1,
      modelId,
      modelFingerprint: models.find((it) => it.id === modelId)!.fingerprint,
      parallelism: 'single',
      backend: 'single',
      settings: { ...ENGINE_DEFAULTS, prefillStepTokens: STEP, cacheBits: 4, promptCacheCount: 1 },
    });
    await reach('prepared');
    runtime.launch(ref, { kind: 'single' }, null);
    await reach('imported');
    runtime.go(ref);
    await reach('loaded');
    await ask('long', 'an espalier '.repeat(310));
    await ask('short', 'a rank');
    await ask('last', 'a Mac');
    expect(ended).toEqual(['long length', 'short length', 'last length']);
    // As the engine itself tells its prefill and its cache: 620 tokens × 6 layers × 2 × 192 values are 5.7 MB in 32 bits.
    expect(reads.filter((it) => it > 0).slice(0, 4)).toEqual([128, 256, 384, 512]);
    const kept = log.flatMap((it) => /Prompt Cache: (.*)$/.exec(it)?.[1] ?? []);
    expect(kept).toEqual(['0 sequences, 0.00 GB', '1 sequences, 0.00 GB', '1 sequences, 0.00 GB']);
  } finally {
    await runtime.stop(ref, 'asked', 'The test is over.');
    rmSync(folder, { recursive: true, force: true });
  }
});
