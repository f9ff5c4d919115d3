import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useId, useState, type ComponentProps } from 'react';
import classes from './Field.module.css';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  help?: string;
  error?: string;
}

const describedBy = (id: string, help?: string, error?: string): string | undefined =>
  [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;

/** Label above, help under, error under that and tied to the input. */
export function Field({ label, help, error, id, ...rest }: FieldProps) {
  const own = useId();
  const inputId = id ?? own;
  const described = describedBy(inputId, help, error);
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={inputId}>
        {label}
      </label>
      <input
        {...rest}
        id={inputId}
        className={classes.input}
        aria-invalid={error ? true : undefined}
        aria-describedby={described}
      />
      {help && (
        <span className={classes.help} id={`${inputId}-help`}>
          {help}
        </span>
      )}
      {error && (
        <span className={classes.error} id={`${inputId}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}

interface PasswordFieldProps extends Omit<FieldProps, 'type'> {
  showLabel: string;
  hideLabel: string;
}

export function PasswordField({ label, help, error, id, showLabel, hideLabel, ...rest }: PasswordFieldProps) {
  const own = useId();
  const inputId = id ?? own;
  const described = describedBy(inputId, help, error);
  const [isShown, setIsShown] = useState(false);
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={inputId}>
        {label}
      </label>
      <div className={classes.inline}>
        <input
          {...rest}
          id={inputId}
          type={isShown ? 'text' : 'password'}
          className={classes.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={described}
        />
        <button
          type="button"
          className={classes.toggle}
          aria-label={isShown ? hideLabel : showLabel}
          aria-controls={inputId}
          onClick={() => {
            setIsShown(!isShown);
          }}
        >
          {isShown ? <IconEyeOff size={20} aria-hidden /> : <IconEye size={20} aria-hidden />}
        </button>
      </div>
      {help && (
        <span className={classes.help} id={`${inputId}-help`}>
          {help}
        </span>
      )}
      {error && (
        <span className={classes.error} id={`${inputId}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
