import { useId } from 'react';
import classes from './Segmented.module.css';

interface SegmentedProps<T extends string> {
  label: string;
  /** `text` is seen, `name` is read out where the text is an abbreviation. */
  options: readonly { value: T; text: string; name?: string }[];
  value: T | undefined;
  onChange: (value: T) => void;
}

/** One of a few, all in sight. Radio buttons, so arrow keys and screen readers work as they do everywhere. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className={classes.group} aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={classes.option}>
          <input
            type="radio"
            name={name}
            aria-label={option.name}
            checked={option.value === value}
            onChange={() => {
              onChange(option.value);
            }}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
