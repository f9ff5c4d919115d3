import { useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { setCsrfToken } from '@/api/client';
import { keepSession } from '@/api/session';
import { Button } from '@/components/Button';
import { Field, PasswordField } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import classes from '../Account.module.css';
import { useBeginSecondFactor, useConfirmSecondFactor } from '../api';
import { isElsewhere, problemAt } from '../problem';
import { text } from '../text';
import { QrCode } from './QrCode';
import { RecoveryCodes } from './RecoveryCodes';

const spaced = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** Password, then QR code and a first code, then the recovery codes. */
interface EnrolProps {
  onDone: () => void;
  /** None where there is no way around it. */
  onCancel?: () => void;
}

export function EnrolSecondFactor({ onDone, onCancel }: EnrolProps) {
  const client = useQueryClient();
  const begin = useBeginSecondFactor();
  const confirm = useConfirmSecondFactor();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState<string>();

  if (confirm.data) {
    const { recovery_codes, session } = confirm.data;
    return (
      <RecoveryCodes
        codes={recovery_codes}
        onDone={() => {
          keepSession(client, session);
          void client.invalidateQueries({ queryKey: ['mine'] });
          onDone();
        }}
      />
    );
  }

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const value = begin.data ? code : password;
    setMissing(value ? undefined : begin.data ? text.codeMissing : text.passwordMissing);
    if (!value || begin.isPending || confirm.isPending) return;
    if (begin.data) confirm.mutate(code, { onSuccess: ({ session }) => { setCsrfToken(session.csrf_token); } });
    else begin.mutate(password);
  };

  const error = begin.data ? confirm.error : begin.error;
  const field = begin.data ? 'code' : 'password';
  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.factorSetUp}>
      {isElsewhere(error, [field]) && <ProblemNotice error={error} />}
      {begin.data ? (
        <>
          <p>{text.factorScan}</p>
          <QrCode content={begin.data.uri} />
          <p>
            {text.key}: <code className={classes.secret}>{spaced(begin.data.secret)}</code>
          </p>
          <Field
            label={text.factorCode}
            help={text.factorCodeHelp}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={12}
            value={code}
            error={missing ?? problemAt(error, 'code')}
            onChange={(event) => {
              setCode(event.target.value);
            }}
          />
        </>
      ) : (
        <PasswordField
          label={text.factorPasswordFirst}
          showLabel={text.show}
          hideLabel={text.hide}
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          error={missing ?? problemAt(error, 'password')}
          onChange={(event) => {
            setPassword(event.target.value);
          }}
        />
      )}
      <div className={classes.row}>
        <Button type="submit" isPrimary aria-busy={begin.isPending || confirm.isPending}>
          {begin.data ? text.factorConfirm : text.factorBegin}
        </Button>
        {onCancel && <Button onClick={onCancel}>{text.cancel}</Button>}
      </div>
    </form>
  );
}
