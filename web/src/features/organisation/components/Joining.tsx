import type { Which } from '../api';
import classes from '../Organisation.module.css';
import { Invitations } from './Invitations';
import { JoinCode } from './JoinCode';

/** How people become members: a code to hand out, or an invitation by mail. */
export function Joining({ which }: { which: Which }) {
  return (
    <div className={classes.stack}>
      <Invitations which={which} />
      <JoinCode which={which} />
    </div>
  );
}
