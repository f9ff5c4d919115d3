import { Choices } from '@/components/Choices';
import { Field } from '@/components/Field';
import { pageClasses } from '@/components/Page';
import classes from '../Programs.module.css';
import type { PartProps } from './BaselineFields';
import { text } from './text';
import type { Name } from './wish';

type Amount = Extract<Name, 'rate' | 'cap' | 'floor' | 'penalty' | 'wholesale'>;

/** What is paid, with only the fields of its kind; and what a kW is worth to the provider. */
export function CreditFields({ typed, errors, change }: PartProps) {
  const field = (name: Amount, label: string, help?: string) => (
    <Field id={name} label={label} help={help} inputMode="decimal" autoComplete="off" value={typed[name]} error={errors[name]} onChange={(event) => { change({ [name]: event.target.value }); }} />
  );
  return (
    <fieldset className={classes.group}>
      <legend>{text.credit}</legend>
      <Choices legend={text.kind} options={text.kinds} value={typed.kind} onChange={(kind) => { change({ kind }); }} />
      {field('rate', text.rates[typed.kind], text.rateHelp)}
      <Choices legend={text.per} options={text.pers} value={typed.per} onChange={(per) => { change({ per }); }} />
      {typed.kind === 'capacity' && (
        <>
          {field('cap', text.cap, text.capHelp)}
          <div className={pageClasses.pair}>
            {field('floor', text.floor, text.floorHelp)}
            {field('penalty', text.penalty)}
          </div>
        </>
      )}
      {field('wholesale', text.wholesale, text.wholesaleHelp)}
    </fieldset>
  );
}
