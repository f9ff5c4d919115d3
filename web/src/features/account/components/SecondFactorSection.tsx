import { useState } from 'react';
import type { OwnAccount } from '@/api/types';
import { Button } from '@/components/Button';
import { formatDate } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Account.module.css';
import { useRemoveSecondFactor, useRenewRecoveryCodes } from '../api';
import { text } from '../text';
import { EnrolSecondFactor } from './EnrolSecondFactor';
import { ProofForm } from './ProofForm';
import { RecoveryCodes } from './RecoveryCodes';

type Doing = 'nothing' | 'enrol' | 'remove' | 'renew';

export function SecondFactorSection({ factor, zone }: { factor: OwnAccount['second_factor']; zone: Zone }) {
  const [doing, setDoing] = useState<Doing>('nothing');
  const remove = useRemoveSecondFactor();
  const renew = useRenewRecoveryCodes();
  const stop = (): void => {
    setDoing('nothing');
    remove.reset();
    renew.reset();
  };

  if (doing === 'enrol') return <EnrolSecondFactor onDone={stop} onCancel={stop} />;
  if (doing === 'remove') {
    return (
      <ProofForm
        title={text.factorRemove}
        error={remove.error}
        isPending={remove.isPending}
        onCancel={stop}
        onProve={(proof) => {
          remove.mutate(proof, { onSuccess: stop });
        }}
      />
    );
  }
  if (doing === 'renew') {
    if (renew.data) return <RecoveryCodes codes={renew.data.recovery_codes} onDone={stop} />;
    return (
      <ProofForm
        title={text.codesRenew}
        error={renew.error}
        isPending={renew.isPending}
        onCancel={stop}
        onProve={(proof) => {
          renew.mutate(proof);
        }}
      />
    );
  }
  const start = (next: Doing) => () => {
    setDoing(next);
  };
  if (!factor.since) {
    return (
      <div className={classes.form}>
        <p>
          {text.factorOff} {factor.is_required && text.factorRequired}
        </p>
        <div>
          <Button onClick={start('enrol')}>{text.factorSetUp}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.form}>
      <p>
        {text.factorOn(formatDate(fromIso(factor.since), 'dayYear', zone))} {text.codesLeft(factor.recovery_codes_left)}
      </p>
      <div className={classes.row}>
        <Button onClick={start('renew')}>{text.codesRenew}</Button>
        <Button onClick={start('remove')}>{text.factorRemove}</Button>
      </div>
    </div>
  );
}
