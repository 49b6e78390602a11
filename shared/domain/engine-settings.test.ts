import { describe, expect, test } from 'vitest';
import type { EngineState } from '../schemas/machine.ts';
import { answersKeyOf } from './canary.ts';
import {
  chooseSettings,
  ENGINE_DEFAULTS,
  judgeSettings,
  NO_CHANGES,
  offerSettings,
  possibleWishes,
  readSettings,
  SETTING_NAMES,
  settingsText,
  tellSettings,
} from './engine-settings.ts';

const engine = (settings: string[] | undefined): EngineState => ({
  ready: true,
  mlx: '0.32.4',
  mlxLm: '0.32.2',
  python: '3.11.0',
  backends: ['ring'],
  message: null,
  ...(settings && { settings }),
});
const mac = (settings: string[] | undefined = SETTING_NAMES) => ({ name: 'Anjou', engine: engine(settings) });
const all = { machines: [mac(), mac()], parallelism: 'tensor', whyFullCache: null } as const;

describe('which settings can be had', () => {
  test('all of them where every agent and the model take them', () => {
    expect(Object.values(judgeSettings(all))).toEqual(SETTING_NAMES.map(() => null));
  });

  test('each refusal says of what it is', () => {
    const { name } = mac();
    const older = judgeSettings({ ...all, machines: [mac(), { name, engine: engine(undefined) }] });
    expect(older.prefillStepTokens).toBe('The agent on Anjou is older than this setting. Update it.');
    const noMetal = judgeSettings({
      ...all,
      machines: [mac(SETTING_NAMES.filter((it) => it !== 'fastSynch'))],
    });
    expect(noMetal).toMatchObject({ fastSynch: 'It is of Metal, and Anjou has none.', cacheBits: null });
    expect(judgeSettings({ ...all, machines: [mac([])] }).cacheBits).toMatch(/has no such setting/);
    expect(judgeSettings({ ...all, whyFullCache: 'Too wide.' }).cacheBits).toBe('Too wide.');
    expect(judgeSettings({ ...all, parallelism: 'pipeline' })).toMatchObject({
      promptCacheBytes: expect.stringContaining('unequal size') as string,
      promptCacheCount: null,
    });
  });
});

test('the lab’s defaults hold where they can be had; a wish that can’t be had is refused by name', () => {
  const lab = { ...ENGINE_DEFAULTS, prefillStepTokens: 512, cacheBits: 8 } as const;
  const offer = offerSettings(lab, { ...all, whyFullCache: 'Ranks fall out of step.' });
  expect(offer.defaults).toEqual({ ...ENGINE_DEFAULTS, prefillStepTokens: 512 });
  expect(chooseSettings({ promptCacheCount: 1 }, offer).settings).toEqual({
    ...offer.defaults,
    promptCacheCount: 1,
  });
  expect(chooseSettings({ cacheBits: 4 }, offer).why).toBe(
    'KV cache can’t be set here. Ranks fall out of step.',
  );
  // What nothing can be set by may be named all the same, as it is.
  expect(chooseSettings({ cacheBits: 16 }, offer).why).toBeNull();
  expect(possibleWishes({ cacheBits: 4, promptCacheBytes: null }, offer.refusals)).toEqual({
    promptCacheBytes: null,
  });
});

test('settings are kept as what differs, the same ones by the same text, and told in words', () => {
  expect(settingsText(ENGINE_DEFAULTS)).toBe(NO_CHANGES);
  const settings = {
    ...ENGINE_DEFAULTS,
    prefillStepTokens: 512,
    cacheBits: 8,
    promptCacheBytes: 2 ** 33,
  } as const;
  const text = settingsText(settings);
  expect(text).toBe('{"cacheBits":8,"prefillStepTokens":512,"promptCacheBytes":8589934592}');
  expect(readSettings(text)).toEqual(settings);
  expect(tellSettings(text)).toMatch(/^prefill step 512 tokens, prompt cache 8\sGB, KV cache 8-bit$/);
  expect(tellSettings(NO_CHANGES)).toBe('');
  for (const strange of ['', '{', '{"cacheBits":3}']) expect(readSettings(strange)).toEqual(ENGINE_DEFAULTS);
});

test('known answers are known of files and of what they are rounded by', () => {
  const key = (engineSettings: string) => answersKeyOf({ modelFingerprint: 'f', engineSettings });
  expect(key(NO_CHANGES)).toBe('f');
  expect(key('{"promptCacheCount":1,"fastSynch":true}')).toBe('f');
  expect(new Set([key('{"cacheBits":8}'), key('{"prefillStepTokens":8}'), key(NO_CHANGES)]).size).toBe(2);
  expect(new Set([key('{"cacheBits":8}'), key('{"prefillStepTokens":512}'), key(NO_CHANGES)]).size).toBe(3);
});
