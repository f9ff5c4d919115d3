import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { codesQuery, type ClaimKind } from './api';
import { text } from './text';

/** The codes of a few. */
export function CodesDialog({ kind, ids, onClose }: { kind: ClaimKind; ids: string[]; onClose: () => void }) {
  const codes = useQuery(codesQuery({ kind, ids: ids.join(','), page_size: 200 }));
  return (
    <Dialog title={text.codes(ids.length)} onClose={onClose}>
      <div className={classes.form}>
        {codes.isPending && <Skeleton height={120} />}
        {codes.isError && <ProblemNotice error={codes.error} />}
        {codes.data && (
          <table className={classes.lines}>
            <thead>
              <tr>
                <th scope="col">{text.number}</th>
                <th scope="col">{text.code}</th>
              </tr>
            </thead>
            <tbody>
              {codes.data.rows.map(({ id, code }) => (
                <tr key={id}>
                  <th scope="row">{id}</th>
                  <td>{code ? <code className={classes.secret}>{code}</code> : text.noCode}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className={classes.muted}>{text.booked}</p>
        <div className={classes.buttons}>
          <Button isPrimary onClick={onClose}>
            {shared.close}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
