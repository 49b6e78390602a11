import { useMe } from '../providers/me.tsx';
import { SelectField } from '../ui/field.tsx';

type Props = { value: string | null; onChange: (teamId: string) => void };

/** Which of one's teams is charged, the main one where none was chosen; not there for who is in one alone. */
export function TeamField({ value, onChange }: Props) {
  const { teams } = useMe();
  if (teams.length < 2) return null;
  return (
    <SelectField
      label="Charged to"
      value={value ?? teams[0]!.id}
      options={teams.map((it) => ({ value: it.id, label: it.name }))}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
