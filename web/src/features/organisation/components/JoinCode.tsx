import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Dialog } from '@/components/Dialog';
import { Notice, ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import type { Which } from '../api';
import { useRenewCode, useShowCode } from '../joiningApi';
import { text } from '../joiningText';
import classes from '../Organisation.module.css';

/** Shown only when asked for, because looking at it is booked. */
export function JoinCode({ which }: { which: Which }) {
  const show = useShowCode(which);
  const renew = useRenewCode(which);
  const [isAsking, setIsAsking] = useState(false);
  const shown = renew.data ?? show.data;
  return (
    <Card title={text.codeTitle} say={text.codeSay}>
      <div className={classes.form}>
        {renew.isSuccess && <Notice kind="good">{text.renewed}</Notice>}
        {show.isError && <ProblemNotice error={show.error} />}
        {renew.isError && <ProblemNotice error={renew.error} />}
        {shown && (
          <dl className={classes.code}>
            <dt>{text.number}</dt>
            <dd>{shown.organization_id}</dd>
            <dt>{text.code}</dt>
            <dd>{shown.code}</dd>
          </dl>
        )}
        <div className={classes.rowActions}>
          {!shown && <Button onClick={() => { show.mutate(undefined); }}>{text.show}</Button>}
          <Button onClick={() => { setIsAsking(true); }}>{text.renew}</Button>
        </div>
      </div>
      {isAsking && (
        <Dialog title={text.renewTitle} onClose={() => { setIsAsking(false); }}>
          <div className={classes.form}>
            <p>{text.renewDetail}</p>
            <div className={classes.buttons}>
              <Button onClick={() => { setIsAsking(false); }}>{shared.cancel}</Button>
              <Button isPrimary onClick={() => { setIsAsking(false); renew.mutate(undefined); }}>
                {text.renew}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
