import { useId, type ComponentProps } from 'react';
import classes from './Field.module.css';

interface Described {
  label: string;
  help?: string;
  error?: string;
}

function useDescription({ help, error }: Described, id: string) {
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const below = (
    <>
      {help && (
        <span className={classes.help} id={`${id}-help`}>
          {help}
        </span>
      )}
      {error && (
        <span className={classes.error} id={`${id}-error`}>
          {error}
        </span>
      )}
    </>
  );
  return { describedBy, below };
}

/** A choice of a few, as the browser draws it. */
export function SelectField({ label, help, error, children, ...rest }: Described & ComponentProps<'select'>) {
  const id = useId();
  const { describedBy, below } = useDescription({ label, help, error }, id);
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <select {...rest} id={id} className={classes.input} aria-invalid={error ? true : undefined} aria-describedby={describedBy}>
        {children}
      </select>
      {below}
    </div>
  );
}

/** Text of several lines. */
export function TextField({ label, help, error, ...rest }: Described & ComponentProps<'textarea'>) {
  const id = useId();
  const { describedBy, below } = useDescription({ label, help, error }, id);
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <textarea {...rest} id={id} className={classes.input} aria-invalid={error ? true : undefined} aria-describedby={describedBy} />
      {below}
    </div>
  );
}
