import {
  EngineChanges,
  EngineSettings,
  type EngineSettingName,
  type SettingsOffer,
} from '../schemas/engine-settings.ts';
import type { EngineState } from '../schemas/machine.ts';
import type { Parallelism } from '../schemas/session.ts';
import { canonicalJson } from './canonical-json.ts';
import { formatCount, formatMemory } from './format.ts';

/** What mlx-lm 0.32.2 does when nothing is said (`server.py`, `LRUPromptCache`). */
export const ENGINE_DEFAULTS: EngineSettings = {
  prefillStepTokens: 2048,
  promptCacheCount: 10,
  promptCacheBytes: null,
  cacheBits: 16,
  fastSynch: false,
};
/** `settingsText` where nothing differs. */
export const NO_CHANGES = '{}';
export const SETTING_NAMES = Object.keys(ENGINE_DEFAULTS) as EngineSettingName[];

export const SETTING_TITLES: Record<EngineSettingName, string> = {
  prefillStepTokens: 'Prefill step',
  promptCacheCount: 'Prompts kept',
  promptCacheBytes: 'Prompt cache',
  cacheBits: 'KV cache',
  fastSynch: 'Fast synchronisation',
};

type Judged = {
  machines: readonly { name: string; engine: EngineState | null }[];
  parallelism: Parallelism;
  /** Why this model's KV cache can't be quantised on so many ranks; null where it can. */
  whyFullCache: string | null;
};

/** Why each setting can't be had on these machines with that model; null where it can. */
export function judgeSettings({ machines, parallelism, whyFullCache }: Judged): SettingsOffer['refusals'] {
  const judge = (name: EngineSettingName): string | null => {
    const without = machines.find((it) => !it.engine?.settings?.includes(name));
    if (without) return whyWithout(without, name);
    if (name === 'cacheBits') return whyFullCache;
    if (name === 'promptCacheBytes' && parallelism === 'pipeline')
      return 'The ranks of a pipeline hold caches of unequal size: one would forget a prompt that another still has.';
    return null;
  };
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, judge(name)])) as SettingsOffer['refusals'];
}

function whyWithout({ name, engine }: Judged['machines'][number], setting: EngineSettingName): string {
  if (!engine?.settings) return `The agent on ${name} is older than this setting. Update it.`;
  return setting === 'fastSynch'
    ? `It is of Metal, and ${name} has none.`
    : `The engine on ${name} has no such setting.`;
}

/** The lab's defaults where they can be had, else the engine's own. */
export function offerSettings(lab: EngineSettings, judged: Judged): SettingsOffer {
  const refusals = judgeSettings(judged);
  const kept = SETTING_NAMES.map((name) => [
    name,
    refusals[name] === null ? lab[name] : ENGINE_DEFAULTS[name],
  ]);
  return { defaults: EngineSettings.parse(Object.fromEntries(kept)), refusals };
}

export const withChanges = (base: EngineSettings, changes: EngineChanges): EngineSettings =>
  EngineSettings.parse(
    Object.fromEntries(
      SETTING_NAMES.map((name) => [name, changes[name] === undefined ? base[name] : changes[name]]),
    ),
  );

/** What a session starts with; `why` where a wish can't be had, for people. */
export function chooseSettings(
  wishes: EngineChanges,
  { defaults, refusals }: SettingsOffer,
): { settings: EngineSettings; why: null } | { settings: null; why: string } {
  const settings = withChanges(defaults, wishes);
  const refused = SETTING_NAMES.find(
    (name) => refusals[name] !== null && settings[name] !== ENGINE_DEFAULTS[name],
  );
  return refused === undefined
    ? { settings, why: null }
    : { settings: null, why: `${SETTING_TITLES[refused]} can’t be set here. ${refusals[refused]}` };
}

/** Of these wishes what can be had. */
export const possibleWishes = (wishes: EngineChanges, refusals: SettingsOffer['refusals']): EngineChanges =>
  Object.fromEntries(
    SETTING_NAMES.flatMap((name) =>
      refusals[name] === null && wishes[name] !== undefined ? [[name, wishes[name]]] : [],
    ),
  );

export const changedFrom = (base: EngineSettings, settings: EngineSettings): EngineChanges =>
  Object.fromEntries(
    SETTING_NAMES.filter((name) => settings[name] !== base[name]).map((name) => [name, settings[name]]),
  );

/** Beside the files themselves, what the likeliest token can hang on: how numbers are rounded and in which steps. */
export function roundingOf(text: string): string {
  const { cacheBits, prefillStepTokens } = readChanges(text);
  const bits = cacheBits === undefined ? '' : ` cache ${cacheBits}`;
  return prefillStepTokens === undefined ? bits : `${bits} step ${prefillStepTokens}`;
}

/** What differs from the engine's own, as one text: the same settings have the same one. */
export const settingsText = (settings: EngineSettings): string =>
  canonicalJson(changedFrom(ENGINE_DEFAULTS, settings));

/** The settings of such a text; what a newer portal wrote in another shape counts as not changed. */
export function readSettings(text: string): EngineSettings {
  return withChanges(ENGINE_DEFAULTS, readChanges(text));
}

function readChanges(text: string): EngineChanges {
  try {
    return EngineChanges.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

/** One value, for people. */
export function settingValue<K extends EngineSettingName>(name: K, value: EngineSettings[K]): string {
  if (value === null) return 'no bound';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (name === 'prefillStepTokens') return `${formatCount(value)} tokens`;
  if (name === 'promptCacheBytes') return formatMemory(value);
  return name === 'cacheBits' ? `${value}-bit` : formatCount(value);
}

/** Settings for people, as far as they differ from the engine's own; an empty text where none does. */
export function tellSettings(text: string): string {
  const changes = readChanges(text);
  return SETTING_NAMES.flatMap((name) => {
    const value = changes[name];
    return value === undefined
      ? []
      : `${SETTING_TITLES[name].toLowerCase().replace('kv', 'KV')} ${settingValue(name, value)}`;
  }).join(', ');
}
