import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { useForgetSession } from '@/api/session';
import type { DeletePreview } from '@/api/types';
import { Button } from '@/components/Button';
import { PasswordField } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import classes from '../Account.module.css';
import { deletePreviewQuery, useDeleteAccount } from '../api';
import { isElsewhere, problemAt } from '../problem';
import { text } from '../text';

function WhatGoes({ preview }: { preview: DeletePreview }) {
  return (
    <>
      <h3>{text.goes}</h3>
      <ul className={classes.facts}>
        <li>{text.goesAccount(preview.email)}</li>
        <li>{text.goesSessions(preview.sessions)}</li>
        {preview.has_second_factor && <li>{text.goesFactor}</li>}
        {preview.meter && <li>{text.goesMeter(preview.meter)}</li>}
      </ul>
      <h3>{text.stays}</h3>
      <ul className={classes.facts}>
        <li>{text.staysAudit(preview.audit_lines)}</li>
        {preview.meter && <li>{text.staysReadings(preview.meter)}</li>}
      </ul>
    </>
  );
}

/** Says first what goes and what stays; asks for the password then. */
export function DeleteSection() {
  const [isOpen, setIsOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const preview = useQuery({ ...deletePreviewQuery, enabled: isOpen });
  const remove = useDeleteAccount();
  const forget = useForgetSession();
  const navigate = useNavigate();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!password || remove.isPending) return;
    remove.mutate(password, {
      onSuccess: () => {
        navigate('/', { replace: true });
        forget();
      },
    });
  };

  if (!isOpen) {
    return (
      <div>
        <Button
          onClick={() => {
            setIsOpen(true);
          }}
        >
          {text.deleteLook}
        </Button>
      </div>
    );
  }
  if (preview.isError) return <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return null;
  const { hindrance } = preview.data;
  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.deleteTitle}>
      <WhatGoes preview={preview.data} />
      {isElsewhere(remove.error, ['password']) && <ProblemNotice error={remove.error} />}
      {hindrance ? (
        <Notice kind="info">
          {hindrance.message} {hindrance.cure}
        </Notice>
      ) : (
        <>
          <PasswordField
            label={text.deletePassword}
            showLabel={text.show}
            hideLabel={text.hide}
            autoComplete="current-password"
            maxLength={1024}
            value={password}
            error={wasSent && !password ? text.passwordMissing : problemAt(remove.error, 'password')}
            onChange={(event) => {
              setPassword(event.target.value);
            }}
          />
          <div>
            <Button type="submit" aria-busy={remove.isPending}>
              {text.deleteNow}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
