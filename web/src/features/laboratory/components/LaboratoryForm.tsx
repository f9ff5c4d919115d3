import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Field } from '@/components/Field';
import { SelectField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import classes from '../Laboratory.module.css';
import type { Days, Draft } from '../lib/wish';
import { text } from '../text';
import { ProgramSelect } from './ProgramSelect';

const MOST_LETTERS = 100;
const DAYS = Object.entries(text.dayKinds) as [Days, string][];

interface LaboratoryFormProps {
  initial: Draft;
  isBusy: boolean;
  onRun: (draft: Draft) => void;
}

export function LaboratoryForm({ initial, isBusy, onRun }: LaboratoryFormProps) {
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
  };
  return (
    <Card title={text.form}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          onRun(draft);
        }}
      >
        <ProgramSelect
          label={text.program}
          none={text.anyProgram}
          help={text.programHelp}
          value={draft.program}
          onChange={(program) => {
            change({ program });
          }}
        />
        <Field label={text.from} help={text.fromHelp} type="date" value={draft.from} onChange={(event) => { change({ from: event.target.value }); }} />
        <Field label={text.to} help={text.toHelp} type="date" value={draft.to} onChange={(event) => { change({ to: event.target.value }); }} />
        <Field
          label={text.windows}
          help={text.windowsHelp}
          value={draft.windows}
          maxLength={MOST_LETTERS}
          autoComplete="off"
          required
          onChange={(event) => { change({ windows: event.target.value }); }}
        />
        <SelectField
          label={text.days}
          value={draft.days}
          onChange={(event) => {
            change({ days: DAYS.find(([kind]) => kind === event.target.value)?.[0] ?? 'weekdays' });
          }}
        >
          {DAYS.map(([kind, word]) => (
            <option key={kind} value={kind}>
              {word}
            </option>
          ))}
        </SelectField>
        <div className={pageClasses.buttons}>
          <Button type="submit" isPrimary disabled={isBusy}>
            {text.run}
          </Button>
        </div>
      </form>
    </Card>
  );
}
