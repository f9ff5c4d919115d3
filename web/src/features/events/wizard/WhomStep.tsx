import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Choices } from '@/components/Choices';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import { formatPlain } from '@/lib/format';
import { enrolledQuery, organisationsQuery } from '../api';
import classes from '../Events.module.css';
import type { StepProps } from './ProgramStep';
import { text } from './text';
import type { Chosen } from './wish';

interface PickerProps {
  label: string;
  error?: string;
  sought: string;
  onSeek: (sought: string) => void;
  found: readonly (Chosen & { note: string })[] | undefined;
  chosen: readonly Chosen[];
  onChange: (chosen: readonly Chosen[]) => void;
}

/** A search with what it finds, and what was chosen of it. */
function Picker({ label, error, sought, onSeek, found, chosen, onChange }: PickerProps) {
  const offered = found?.filter(({ id }) => !chosen.some((one) => one.id === id));
  return (
    <>
      {chosen.length > 0 && (
        <ul className={classes.chips} aria-label={text.chosen}>
          {chosen.map((one) => (
            <li key={one.id}>
              <button type="button" aria-label={text.remove(one.name)} onClick={() => { onChange(chosen.filter(({ id }) => id !== one.id)); }}>
                {one.name}
                <IconX size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field label={label} help={text.findHelp} type="search" value={sought} error={error} autoComplete="off" onChange={(event) => { onSeek(event.target.value); }} />
      {offered?.length === 0 && <p className={pageClasses.muted}>{text.nothingFound}</p>}
      <ul className={classes.found} aria-label={text.found}>
        {offered?.map(({ id, name, note }) => (
          <li key={id}>
            <button type="button" aria-label={text.add(name)} onClick={() => { onChange([...chosen, { id, name }]); }}>
              <span>{name}</span>
              <span className={pageClasses.muted}>{note}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Organisations({ wish, errors, change }: StepProps) {
  const [sought, setSought] = useState('');
  const { data } = useQuery(organisationsQuery(useDeferredValue(sought.trim())));
  const found = data?.rows.filter(({ is_provider }) => !is_provider).map(({ id, name }) => ({ id: String(id), name, note: String(id) }));
  return (
    <Picker label={text.findOrganisation} error={errors.target} sought={sought} onSeek={setSought} found={found} chosen={wish.organisations} onChange={(organisations) => { change({ organisations }); }} />
  );
}

function Meters({ wish, errors, change }: StepProps) {
  const [sought, setSought] = useState('');
  const { data } = useQuery(enrolledQuery(Number(wish.program), useDeferredValue(sought.trim())));
  const found = data?.rows.map(({ meter, label, holder, nomination_kw }) => ({
    id: meter,
    name: label ? `${meter} ${label}` : meter,
    note: [holder, nomination_kw === null ? '' : `${formatPlain(nomination_kw)} kW`].filter(Boolean).join(' · '),
  }));
  return (
    <Picker label={text.findMeter} error={errors.target} sought={sought} onSeek={setSought} found={found} chosen={wish.meters} onChange={(meters) => { change({ meters }); }} />
  );
}

export function WhomStep(props: StepProps) {
  const { wish, errors, change } = props;
  return (
    <>
      <Choices legend={text.whom} options={text.targets} value={wish.target} onChange={(target) => { change({ target }); }} />
      {wish.target === 'organisations' && <Organisations {...props} />}
      {wish.target === 'meters' && <Meters {...props} />}
      <TextField
        label={text.message}
        help={text.messageHelp}
        rows={4}
        maxLength={1000}
        value={wish.message}
        error={errors.message}
        onChange={(event) => {
          change({ message: event.target.value });
        }}
      />
    </>
  );
}
