import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Field, PasswordField } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import classes from '../Account.module.css';
import { isElsewhere, problemAt } from '../problem';
import { text } from '../text';

interface ProofFormProps {
  title: string;
  error: unknown;
  isPending: boolean;
  onProve: (proof: { password: string; code: string }) => void;
  onCancel: () => void;
}

/** Password and a code, before something that weakens or renews the second factor. */
export function ProofForm({ title, error, isPending, onProve, onCancel }: ProofFormProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [wasSent, setWasSent] = useState(false);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (password && code && !isPending) onProve({ password, code });
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={title}>
      {isElsewhere(error, ['password', 'code']) && <ProblemNotice error={error} />}
      <PasswordField
        label={text.oldPassword}
        showLabel={text.show}
        hideLabel={text.hide}
        autoComplete="current-password"
        maxLength={1024}
        value={password}
        error={wasSent && !password ? text.passwordMissing : problemAt(error, 'password')}
        onChange={(event) => {
          setPassword(event.target.value);
        }}
      />
      <Field
        label={text.codeOrRecovery}
        autoComplete="one-time-code"
        maxLength={64}
        value={code}
        error={wasSent && !code ? text.codeMissing : problemAt(error, 'code')}
        onChange={(event) => {
          setCode(event.target.value);
        }}
      />
      <div className={classes.row}>
        <Button type="submit" isPrimary aria-busy={isPending}>
          {title}
        </Button>
        <Button onClick={onCancel}>{text.cancel}</Button>
      </div>
    </form>
  );
}
