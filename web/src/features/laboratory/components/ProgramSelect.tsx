import { useQuery } from '@tanstack/react-query';
import { SelectField } from '@/components/Inputs';
import { programsQuery } from '@/features/programs/api';

interface ProgramSelectProps {
  label: string;
  /** The choice of no programme at all. */
  none: string;
  help: string;
  value: string;
  onChange: (id: string) => void;
}

export function ProgramSelect({ label, none, help, value, onChange }: ProgramSelectProps) {
  const programs = useQuery(programsQuery).data?.programs ?? [];
  return (
    <SelectField
      label={label}
      help={help}
      value={value}
      onChange={(event) => {
        onChange(event.target.value);
      }}
    >
      <option value="">{none}</option>
      {programs.map(({ id, name }) => (
        <option key={id} value={String(id)}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
