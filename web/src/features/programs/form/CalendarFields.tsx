import { Check, Choices } from '@/components/Choices';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import classes from '../Programs.module.css';
import type { PartProps } from './BaselineFields';
import { text } from './text';

const ROWS = 3;

export function HolidayFields({ typed, errors, change }: PartProps) {
  return (
    <fieldset className={classes.group}>
      <legend>{text.holidays}</legend>
      <p className={pageClasses.muted}>{text.holidaysSay}</p>
      <Choices legend={text.rule} options={text.rules} value={typed.rule} onChange={(rule) => { change({ rule }); }} />
      <Check label={text.friday} isChecked={typed.hasFriday} onChange={(hasFriday) => { change({ hasFriday }); }} />
      <div className={pageClasses.pair}>
        <TextField label={text.ownHolidays} help={text.daysHelp} rows={ROWS} value={typed.ownHolidays} error={errors.ownHolidays} onChange={(event) => { change({ ownHolidays: event.target.value }); }} />
        <TextField label={text.ownWorkdays} help={text.ownWorkdaysHelp} rows={ROWS} value={typed.ownWorkdays} error={errors.ownWorkdays} onChange={(event) => { change({ ownWorkdays: event.target.value }); }} />
      </div>
    </fieldset>
  );
}

export function NoticeFields({ typed, errors, change }: PartProps) {
  return (
    <fieldset className={classes.group}>
      <legend>{text.times}</legend>
      <Field id="lead" label={text.lead} help={text.leadHelp} inputMode="numeric" autoComplete="off" value={typed.lead} error={errors.lead} onChange={(event) => { change({ lead: event.target.value }); }} />
      <Field id="deadline" label={text.deadline} inputMode="numeric" autoComplete="off" value={typed.deadline} error={errors.deadline} onChange={(event) => { change({ deadline: event.target.value }); }} />
    </fieldset>
  );
}
