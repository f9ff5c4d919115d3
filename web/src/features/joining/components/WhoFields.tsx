import { Field } from '@/components/Field';
import classes from '../Joining.module.css';
import { text } from '../text';
import type { Who } from '../validate';

interface WhoFieldsProps {
  who: Who;
  number: string;
  error?: string;
  onWho: (who: Who) => void;
  onNumber: (number: string) => void;
}

/** A meter's number or an organisation's. */
export function WhoFields({ who, number, error, onWho, onNumber }: WhoFieldsProps) {
  const isMeter = who === 'meter';
  return (
    <>
      <fieldset className={classes.choice}>
        <legend>{text.whoTitle}</legend>
        {(['meter', 'organisation'] as const).map((value) => (
          <label key={value} className={classes.option}>
            <input
              type="radio"
              name="who"
              value={value}
              checked={who === value}
              onChange={() => {
                onWho(value);
              }}
            />
            {text.who[value]}
          </label>
        ))}
      </fieldset>
      <Field
        id="number"
        name="number"
        label={isMeter ? text.meterNumber : text.organisationNumber}
        help={isMeter ? text.meterNumberHelp : text.organisationNumberHelp}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={32}
        value={number}
        error={error}
        onChange={(event) => {
          onNumber(event.target.value);
        }}
      />
    </>
  );
}
