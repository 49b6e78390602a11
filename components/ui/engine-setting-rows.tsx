import { RotateCcw, TriangleAlert } from 'lucide-react';
import { SETTING_NAMES, SETTING_TITLES, settingValue } from '@/shared/domain/engine-settings.ts';
import {
  CACHE_BITS,
  type EngineSettingName,
  type EngineSettings,
  PROMPT_CACHE_BYTES,
  type SettingsOffer,
} from '@/shared/schemas/engine-settings.ts';
import './engine-setting-rows.css';
import { IconButton } from './icon-button.tsx';
import { Pick, withOwn } from './pick.tsx';
import { Tag } from './tag.tsx';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.8 } as const;
const ABOUT: Record<EngineSettingName, string> = {
  prefillStepTokens: 'of a question at once: more is faster and takes more memory',
  promptCacheCount: 'with their cache, so that a chat goes on without being read anew',
  promptCacheBytes: 'at most for the prompts kept, on each Mac',
  cacheBits: 'fewer bits hold more context; questions are then answered one after the other',
  fastSynch: 'MLX_METAL_FAST_SYNCH, for who can go to the Macs',
};
const WARNING =
  'Each hand-over between CPU and GPU takes about 4 µs instead of 180. MLX advises to leave it off: a rank may hang with its GPU busy and outlive being ended, and then only a restart of that Mac helps.';

const CHOICES: { [K in EngineSettingName]: readonly EngineSettings[K][] } = {
  prefillStepTokens: [256, 512, 1024, 2048, 4096, 8192],
  promptCacheCount: [1, 5, 10, 20, 50],
  promptCacheBytes: [null, ...PROMPT_CACHE_BYTES],
  cacheBits: CACHE_BITS,
  fastSynch: [false, true],
};

type Props = {
  settings: EngineSettings;
  /** What each is held against, and what that is called. */
  base: EngineSettings;
  baseName: string;
  /** Why one stays as the engine has it; none where any can be chosen. */
  refusals?: SettingsOffer['refusals'];
  mayChange?: boolean;
  onChange(settings: EngineSettings): void;
};

/** How the engine runs a model, a row a setting: what differs is marked and can be put back. */
export function EngineSettingRows({ settings, base, baseName, refusals, mayChange = true, onChange }: Props) {
  return (
    <ul className="engine-settings">
      {SETTING_NAMES.map((name) => (
        <Row
          key={name}
          name={name}
          value={settings[name]}
          base={base[name]}
          baseName={baseName}
          refusal={refusals?.[name] ?? null}
          mayChange={mayChange}
          onChange={(value) => onChange({ ...settings, [name]: value })}
        />
      ))}
    </ul>
  );
}

type Value = EngineSettings[EngineSettingName];
type RowProps = {
  name: EngineSettingName;
  value: Value;
  base: Value;
  baseName: string;
  refusal: string | null;
  mayChange: boolean;
  onChange(value: Value): void;
};
function Row({ name, value, base, baseName, refusal, mayChange, onChange }: RowProps) {
  const title = SETTING_TITLES[name];
  const isChanged = value !== base;
  return (
    <li>
      <span className="min-w-0">
        {isChanged && <i aria-hidden className="engine-changed" />}
        <b>{title}</b> {name === 'fastSynch' && <Tag>expert</Tag>}
        <small>
          {refusal ?? (isChanged ? `${baseName} ${settingValue(name, base)} · ${ABOUT[name]}` : ABOUT[name])}
        </small>
        {name === 'fastSynch' && value === true && (
          <small className="engine-warning">
            <TriangleAlert {...ICON} />
            <span>{WARNING}</span>
          </small>
        )}
      </span>
      {refusal === null && mayChange ? (
        <Pick
          label={title}
          {...(!isChanged && { look: 'off' as const })}
          value={String(value)}
          options={choicesOf(name, value).map((it) => [String(it), settingValue(name, it)] as const)}
          onChange={(picked) => onChange(choicesOf(name, value).find((it) => String(it) === picked)!)}
        />
      ) : (
        <span className="engine-fixed">{settingValue(name, value)}</span>
      )}
      {isChanged && mayChange && refusal === null && (
        <IconButton label={`Back to ${baseName}: ${title}`} onClick={() => onChange(base)}>
          <RotateCcw {...ICON} />
        </IconButton>
      )}
    </li>
  );
}

function choicesOf(name: EngineSettingName, own: Value): readonly Value[] {
  const usual: readonly Value[] = CHOICES[name];
  if (usual.includes(own)) return usual;
  const numbers = usual.filter((it) => typeof it === 'number');
  const sorted = typeof own === 'number' ? withOwn(numbers, own) : numbers;
  return usual.includes(null) ? [null, ...sorted] : sorted;
}
