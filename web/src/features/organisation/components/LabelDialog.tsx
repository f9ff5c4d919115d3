import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import { formatMeterNumber } from '@/lib/format';
import { useLabel, type MeterHealth } from '../api';
import classes from '../Organisation.module.css';
import { text } from '../text';

interface LabelDialogProps {
  meter: MeterHealth;
  onDone: () => void;
  onClose: () => void;
}

export function LabelDialog({ meter, onDone, onClose }: LabelDialogProps) {
  const label = useLabel(meter.id);
  const [typed, setTyped] = useState(meter.label);
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    label.mutate(typed.trim(), { onSuccess: onDone });
  };
  return (
    <Dialog title={text.labelOf(formatMeterNumber(meter.id))} onClose={onClose}>
      <form className={classes.form} onSubmit={save}>
        {label.isError && <ProblemNotice error={label.error} />}
        <Field
          label={text.labelField}
          help={text.labelHelp}
          value={typed}
          maxLength={120}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
