import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { ErrorSummary } from '@/components/ErrorSummary';
import { PasswordField } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import classes from '../Account.module.css';
import { useChangePassword } from '../api';
import { isElsewhere, problemAt } from '../problem';
import { MIN_PASSWORD, strengthOf } from '../strength';
import { text } from '../text';

const FIELDS = ['old_password', 'password'];

export function PasswordForm({ email, onDone }: { email: string; onDone?: () => void }) {
  const [oldPassword, setOldPassword] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Record<string, string | undefined>>({});
  const change = useChangePassword();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const found = {
      old_password: oldPassword ? undefined : text.passwordMissing,
      password: Array.from(password).length >= MIN_PASSWORD ? undefined : password ? strengthOf(password) : text.newPasswordMissing,
    };
    setErrors(found);
    if (found.old_password || found.password || change.isPending) return;
    change.mutate(
      { old_password: oldPassword, password },
      {
        onSuccess: () => {
          setOldPassword('');
          setPassword('');
          onDone?.();
        },
        onError: (error) => {
          setErrors(Object.fromEntries(FIELDS.map((field) => [field, problemAt(error, field)])));
        },
      },
    );
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.changePassword}>
      <ErrorSummary title={text.summaryTitle} errors={errors} />
      {isElsewhere(change.error, FIELDS) && <ProblemNotice error={change.error} />}
      {change.isSuccess && <Notice kind="good">{text.passwordChanged}</Notice>}
      {/* Tells a password manager whose password this is. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        id="old_password"
        label={text.oldPassword}
        showLabel={text.show}
        hideLabel={text.hide}
        autoComplete="current-password"
        maxLength={1024}
        value={oldPassword}
        error={errors.old_password}
        onChange={(event) => {
          setOldPassword(event.target.value);
        }}
      />
      <PasswordField
        id="password"
        label={text.newPassword}
        showLabel={text.show}
        hideLabel={text.hide}
        autoComplete="new-password"
        maxLength={1024}
        value={password}
        error={errors.password}
        onChange={(event) => {
          setPassword(event.target.value);
        }}
      />
      <p className={classes.help} role="status">
        {strengthOf(password)}
      </p>
      <p className={classes.help}>{text.rules}</p>
      <div>
        <Button type="submit" aria-busy={change.isPending}>
          {change.isPending ? text.saving : text.changePassword}
        </Button>
      </div>
    </form>
  );
}
