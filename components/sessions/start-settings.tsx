import { changedFrom, withChanges } from '@/shared/domain/engine-settings.ts';
import type { EngineChanges } from '@/shared/schemas/engine-settings.ts';
import { Button } from '../ui/button.tsx';
import { EngineSettingRows } from '../ui/engine-setting-rows.tsx';
import type { OutlookView } from './types.ts';

type Props = {
  offer: OutlookView['settings'];
  /** Of these, only what can be had here. */
  wishes: EngineChanges;
  onChange(wishes: EngineChanges): void;
};

/** How the engine will run the model, as far as it can be chosen on these Macs. */
export function StartSettings({ offer: { defaults, refusals }, wishes, onChange }: Props) {
  const changed = Object.keys(wishes).length;
  return (
    <section aria-labelledby="start-settings" className="pt-6">
      <div className="start-head">
        <h2 id="start-settings">Engine settings</h2>
        <span aria-live="polite">
          {changed === 0 ? 'the defaults of this lab' : `${changed} changed from the defaults of this lab`}
        </span>
        {changed > 0 && (
          <Button type="button" small className="ml-auto" onClick={() => onChange({})}>
            Reset all
          </Button>
        )}
      </div>
      <EngineSettingRows
        settings={withChanges(defaults, wishes)}
        base={defaults}
        baseName="default"
        refusals={refusals}
        onChange={(settings) => onChange(changedFrom(defaults, settings))}
      />
    </section>
  );
}
