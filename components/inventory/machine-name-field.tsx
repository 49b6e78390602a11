import { InputField } from '../ui/field.tsx';

/** The lab's name for a machine. */
export function MachineNameField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  return (
    <InputField
      label="Name"
      value={value}
      maxLength={60}
      required
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
