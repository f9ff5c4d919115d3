import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Field, PasswordField } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import classes from '../Account.module.css';
import { useChangeEmail } from '../api';
import { isElsewhere, problemAt } from '../problem';
import { text } from '../text';

/** Another address asks for the password, and takes effect when it is confirmed there. */
export function EmailForm({ current }: { current: string }) {
  const [email, setEmail] = useState(current);
  const [password, setPassword] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const change = useChangeEmail();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!email.trim() || !password || change.isPending) return;
    change.mutate(
      { email: email.trim(), password },
      {
        onSuccess: () => {
          setPassword('');
          setWasSent(false);
        },
      },
    );
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.changeEmail}>
      {isElsewhere(change.error, ['email', 'password']) && <ProblemNotice error={change.error} />}
      {change.data && (
        <Notice kind="good">{change.data.is_changed ? text.emailChanged(change.data.email) : text.emailAsked(change.data.email)}</Notice>
      )}
      <Field
        label={text.email}
        type="email"
        name="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        help={text.emailHelp}
        value={email}
        error={wasSent && !email.trim() ? text.emailMissing : problemAt(change.error, 'email')}
        onChange={(event) => {
          setEmail(event.target.value);
        }}
      />
      <PasswordField
        label={text.emailPassword}
        showLabel={text.show}
        hideLabel={text.hide}
        autoComplete="current-password"
        maxLength={1024}
        value={password}
        error={wasSent && !password ? text.passwordMissing : problemAt(change.error, 'password')}
        onChange={(event) => {
          setPassword(event.target.value);
        }}
      />
      <div>
        <Button type="submit" aria-busy={change.isPending}>
          {change.isPending ? text.saving : text.changeEmail}
        </Button>
      </div>
    </form>
  );
}
