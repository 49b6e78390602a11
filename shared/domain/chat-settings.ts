import type { ChatSettings } from '../schemas/chat-settings.ts';

export const DEFAULT_MAX_TOKENS = 1024;

export type NumberKey = Exclude<keyof ChatSettings, 'stop' | 'thinking'>;
export type NumberField = {
  key: NumberKey;
  label: string;
  /** What it does, in a line. */
  hint: string;
  min: number;
  max: number;
  step: number;
  /** What holds where nothing is said: the engine's own (mlx_lm.server), but for the length. */
  standard: number;
  /** How a value that switches it off is told. */
  off?: { value: number; label: string };
};

export const NUMBER_FIELDS: readonly NumberField[] = [
  {
    key: 'temperature',
    label: 'Temperature',
    hint: '0 always takes the likeliest word; more lets the less likely in.',
    min: 0,
    max: 2,
    step: 0.05,
    standard: 0,
  },
  {
    key: 'topP',
    label: 'Top-p',
    hint: 'Only the likeliest words that together have this share.',
    min: 0.05,
    max: 1,
    step: 0.05,
    standard: 1,
    off: { value: 1, label: 'off' },
  },
  {
    key: 'topK',
    label: 'Top-k',
    hint: 'Only so many of the likeliest words.',
    min: 0,
    max: 1000,
    step: 1,
    standard: 0,
    off: { value: 0, label: 'off' },
  },
  {
    key: 'minP',
    label: 'Min-p',
    hint: 'No word that is less likely than this share of the likeliest.',
    min: 0,
    max: 1,
    step: 0.01,
    standard: 0,
    off: { value: 0, label: 'off' },
  },
  {
    key: 'repetitionPenalty',
    label: 'Repetition penalty',
    hint: 'Above 1, words of the last twenty come less often.',
    min: 0.5,
    max: 2,
    step: 0.05,
    standard: 1,
    off: { value: 1, label: 'off' },
  },
  {
    key: 'maxTokens',
    label: 'Longest answer',
    hint: 'Tokens, thinking included; then it ends where it is.',
    min: 1,
    max: 8192,
    step: 1,
    standard: DEFAULT_MAX_TOKENS,
  },
];

/** Without what is the default anyway, so that "changed" means changed. */
export function onlyChanged(settings: ChatSettings): ChatSettings {
  const changed: ChatSettings = {};
  for (const { key, standard } of NUMBER_FIELDS) {
    const value = settings[key];
    if (value !== undefined && value !== standard) changed[key] = value;
  }
  if (settings.stop?.length) changed.stop = settings.stop;
  if (settings.thinking !== undefined) changed.thinking = settings.thinking;
  return changed;
}

/** How much of a chat is not the default, its system prompt counted as one. */
export const countChanged = (systemPrompt: string, settings: ChatSettings): number =>
  Object.keys(onlyChanged(settings)).length + (systemPrompt.trim() === '' ? 0 : 1);

/** A number as its field takes it, or what is wrong with it in words. */
export function readNumber(field: NumberField, text: string): { value: number } | { problem: string } {
  const given = text
    .trim()
    .replace(/[\s\u202f]/g, '')
    .replace(',', '.');
  const value = given === '' ? Number.NaN : Number(given);
  const whole = field.step === 1;
  if (
    !Number.isFinite(value) ||
    value < field.min ||
    value > field.max ||
    (whole && !Number.isInteger(value))
  )
    return { problem: `${whole ? 'A whole number' : 'A number'} from ${field.min} to ${field.max}.` };
  return { value };
}

export const tellNumber = ({ off }: NumberField, value: number): string =>
  off?.value === value ? off.label : value.toLocaleString('en-GB', { maximumFractionDigits: 4 });
