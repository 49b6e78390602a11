import { Plus, X } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { type LinkDraft, newDraft } from './link-draft.ts';

type Props = {
  machines: readonly { id: string; name: string }[];
  links: readonly LinkDraft[];
  zone: string;
  onChange: (links: LinkDraft[]) => void;
};

/** Which Macs hang on the meter, from when to when. */
export function LinkFields({ machines, links, zone, onChange }: Props) {
  const set = (key: string, more: Partial<LinkDraft>): void =>
    onChange(links.map((it) => (it.key === key ? { ...it, ...more } : it)));
  const options = [
    { value: '', label: 'Choose a Mac' },
    ...machines.map((it) => ({ value: it.id, label: it.name })),
  ];
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="pb-1 text-sm font-medium">What hangs on it</legend>
      {links.map((it) => (
        <div key={it.key} className="grid gap-2 border-b border-border pb-3 tablet:grid-cols-2">
          <SelectField
            label="Mac"
            className="tablet:col-span-2"
            options={options}
            value={it.machineId}
            onChange={(event) => set(it.key, { machineId: event.target.value })}
          />
          <InputField
            label="Since"
            type="datetime-local"
            required
            hint={zone}
            value={it.since}
            onChange={(event) => set(it.key, { since: event.target.value })}
          />
          <InputField
            label="Until"
            type="datetime-local"
            hint="Empty: it still does."
            value={it.until}
            onChange={(event) => set(it.key, { until: event.target.value })}
          />
          <div>
            <Button
              small
              look="quiet"
              aria-label={`Leave out ${machines.find(({ id }) => id === it.machineId)?.name ?? 'this Mac'}`}
              onClick={() => onChange(links.filter(({ key }) => key !== it.key))}
            >
              <X aria-hidden size={16} strokeWidth={1.8} />
              Leave out
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button small onClick={() => onChange([...links, newDraft(zone)])}>
          <Plus aria-hidden size={16} strokeWidth={1.8} />
          Add a Mac
        </Button>
      </div>
    </fieldset>
  );
}
