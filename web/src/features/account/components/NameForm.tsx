import { useState, type SyntheticEvent } from 'react';
import type { OwnAccount } from '@/api/types';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import classes from '../Account.module.css';
import { useUpdateAccount } from '../api';
import { text } from '../text';

export function NameForm({ account }: { account: OwnAccount }) {
  const [firstName, setFirstName] = useState(account.first_name);
  const [lastName, setLastName] = useState(account.last_name);
  const update = useUpdateAccount();

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!update.isPending) update.mutate({ first_name: firstName, last_name: lastName });
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.saveName}>
      {update.isError && <ProblemNotice error={update.error} />}
      {update.isSuccess && <Notice kind="good">{text.saved}</Notice>}
      <Field
        label={text.firstName}
        name="given-name"
        autoComplete="given-name"
        maxLength={100}
        value={firstName}
        onChange={(event) => {
          setFirstName(event.target.value);
        }}
      />
      <Field
        label={text.lastName}
        name="family-name"
        autoComplete="family-name"
        maxLength={100}
        value={lastName}
        onChange={(event) => {
          setLastName(event.target.value);
        }}
      />
      <div>
        <Button type="submit" aria-busy={update.isPending}>
          {update.isPending ? text.saving : text.saveName}
        </Button>
      </div>
    </form>
  );
}
