import { Field, PasswordField } from '@/components/Field';
import classes from '../Joining.module.css';
import { text } from '../text';
import type { Draft, Errors } from '../validate';

interface PersonFieldsProps {
  draft: Draft;
  errors: Errors;
  /** Of an invitation: it is for this address and no other. */
  isEmailFixed?: boolean;
  onChange: (change: Partial<Draft>) => void;
}

export function PersonFields({ draft, errors, isEmailFixed = false, onChange }: PersonFieldsProps) {
  return (
    <>
      <div className={classes.names}>
        <Field
          id="first_name"
          name="first_name"
          label={text.firstName}
          autoComplete="given-name"
          required
          maxLength={100}
          value={draft.firstName}
          error={errors.first_name}
          onChange={(event) => {
            onChange({ firstName: event.target.value });
          }}
        />
        <Field
          id="last_name"
          name="last_name"
          label={text.lastName}
          autoComplete="family-name"
          required
          maxLength={100}
          value={draft.lastName}
          error={errors.last_name}
          onChange={(event) => {
            onChange({ lastName: event.target.value });
          }}
        />
      </div>
      <Field
        id="email"
        name="email"
        type="email"
        label={text.email}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        readOnly={isEmailFixed}
        maxLength={254}
        value={draft.email}
        error={errors.email}
        onChange={(event) => {
          onChange({ email: event.target.value });
        }}
      />
      <NewPasswordField
        label={text.password}
        value={draft.password}
        error={errors.password}
        onChange={(password) => {
          onChange({ password });
        }}
      />
    </>
  );
}

interface NewPasswordFieldProps {
  label: string;
  value: string;
  error?: string;
  onChange: (password: string) => void;
}

export function NewPasswordField({ label, value, error, onChange }: NewPasswordFieldProps) {
  return (
    <PasswordField
      id="password"
      name="password"
      label={label}
      help={text.passwordHelp}
      showLabel={text.show}
      hideLabel={text.hide}
      autoComplete="new-password"
      required
      maxLength={1024}
      value={value}
      error={error}
      onChange={(event) => {
        onChange(event.target.value);
      }}
    />
  );
}
