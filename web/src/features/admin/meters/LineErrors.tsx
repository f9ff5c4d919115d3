import { Problem } from '@/api/problem';
import { Notice, ProblemNotice } from '@/components/Notice';
import classes from '../Admin.module.css';
import type { LineError } from './api';
import { text } from './text';

const MOST = 50;

const errorsOf = (error: unknown): LineError[] => {
  const document = error instanceof Problem ? (error.document as { errors?: LineError[] }) : {};
  return document.errors ?? [];
};

/** What is wrong, line by line. `shift`: lines that were put before what the person sees. */
export function LineErrors({ error, shift }: { error: unknown; shift: number }) {
  const errors = errorsOf(error);
  if (errors.length === 0) return <ProblemNotice error={error} />;
  return (
    <div>
      <Notice kind="bad" role="alert">
        {text.wrongLines(errors.length)}
      </Notice>
      <table className={classes.lines}>
        <thead>
          <tr>
            <th scope="col">{text.line}</th>
            <th scope="col">{text.field}</th>
            <th scope="col">{text.reason}</th>
          </tr>
        </thead>
        <tbody>
          {errors.slice(0, MOST).map((wrong) => (
            <tr key={wrong.line}>
              <td>{wrong.line - shift}</td>
              <td>{wrong.field}</td>
              <td>{`${wrong.detail} ${wrong.cure}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {errors.length > MOST && <p className={classes.muted}>{text.moreErrors(errors.length - MOST)}</p>}
    </div>
  );
}
