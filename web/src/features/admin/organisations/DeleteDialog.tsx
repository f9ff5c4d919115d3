import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { contentsQuery, useRemove, type OrganisationContents, type OrganisationRow } from './api';
import { text } from './text';

function WhatGoes({ contents }: { contents: OrganisationContents }) {
  return (
    <>
      <p>{text.goes}</p>
      <ul className={classes.goes}>
        <li>{text.goesMembers(contents)}</li>
        <li>{text.goesSessions(contents)}</li>
        <li>{text.goesInvitations(contents)}</li>
      </ul>
      <p>{text.stays}</p>
      <ul className={classes.goes}>
        <li>{text.staysMeters(contents)}</li>
      </ul>
    </>
  );
}

interface DeleteDialogProps {
  organisation: OrganisationRow;
  onDone: () => void;
  onClose: () => void;
}

/** Says first what goes and what stays; the name has to be typed. */
export function DeleteDialog({ organisation, onDone, onClose }: DeleteDialogProps) {
  const remove = useRemove(organisation.id);
  // Not asked for again once the organisation is going.
  const contents = useQuery({ ...contentsQuery(organisation.id), enabled: !remove.isPending && !remove.isSuccess });
  const [typed, setTyped] = useState('');
  const problem = remove.error ? toProblem(remove.error) : undefined;
  const isAtName = problem?.document.place === 'confirm_name';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    remove.mutate(typed.trim(), { onSuccess: onDone });
  };
  return (
    <Dialog title={text.removeTitle(organisation.name)} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        {contents.isPending && <Skeleton height={140} />}
        {contents.isError && <ProblemNotice error={contents.error} onRetry={() => void contents.refetch()} />}
        {contents.data && <WhatGoes contents={contents.data} />}
        {problem && !isAtName && <ProblemNotice error={problem} />}
        <Field
          label={text.confirm(organisation.name)}
          value={typed}
          required
          autoComplete="off"
          error={isAtName ? `${problem.document.detail} ${problem.document.cure ?? ''}` : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.removeOf(organisation.name)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
