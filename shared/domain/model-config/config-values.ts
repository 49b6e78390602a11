export type Config = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MOST = 100_000_000;
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= MOST;

/** The first of these keys that holds a count above zero; a list, one entry a layer, stands for its mean. */
export function countOf(config: Config, ...keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = config[key];
    if (isCount(value)) return Math.round(value);
    const list = widthsOf(value);
    if (list.length > 0) return Math.round(list.reduce((sum, one) => sum + one, 0) / list.length);
  }
  return null;
}

/** Every width that a value names: one for all layers, or one a layer. */
export const widthsOf = (value: unknown): number[] =>
  (Array.isArray(value) ? value : [value]).filter(isCount).map(Math.round);

export const flagOf = (config: Config, key: string): boolean | null =>
  typeof config[key] === 'boolean' ? config[key] : null;

export const textOf = (config: Config, key: string): string | null =>
  typeof config[key] === 'string' && config[key] !== '' ? config[key] : null;

/**
 * Text models inside a wrapper with eyes keep their numbers one level down. The wrapper's `model_type` stays: it
 * names the code that loads it.
 */
export function textConfigOf(config: Config): Config {
  const inner = ['text_config', 'llm_config', 'language_config'].map((key) => config[key]).find(isRecord);
  if (!inner) return config;
  const stated = Object.fromEntries(Object.entries(inner).filter(([, value]) => value !== null));
  return { ...config, ...stated, model_type: config['model_type'] ?? inner['model_type'] };
}
